// The stretches of time of which something is missing, for every time axis alike.

/**
 * Spans in order, none touching another: gaps that were not repaired, and the time in which no
 * connection carries a channel. More spans of the caller's are merged in.
 */
export function missingSpans(model, begin, end, more = []) {
  const gaps = model.gaps.filter(([, , repaired]) => !repaired);
  const down = model.trust?.coverage.down ?? [];
  const all = [...more, ...gaps, ...down.map(([, since]) => [since, end])]
    .filter(([from, to]) => to >= begin && from <= end)
    .sort((a, b) => a[0] - b[0]);
  const merged = [];
  for (const [from, to] of all) {
    const last = merged.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], Math.min(to, end));
    else merged.push([Math.max(from, begin), Math.min(to, end)]);
  }
  return merged;
}
