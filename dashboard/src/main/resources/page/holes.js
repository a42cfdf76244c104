// The stretches of time of which something is missing, for every time axis alike.

/**
 * Spans in order, none touching another: gaps that were not repaired, and the time in which no
 * connection carries a channel. More spans of the caller's are merged in.
 */
export function holes(model, begin, end, more = []) {
  const all = [...more];
  for (const [from, to, repaired] of model.gaps) if (!repaired) all.push([from, to]);
  for (const [, since] of model.trust?.coverage.down ?? []) all.push([since, end]);
  const merged = [];
  for (const [from, to] of all.filter(each => each[1] >= begin && each[0] <= end).sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], Math.min(to, end));
    else merged.push([Math.max(from, begin), Math.min(to, end)]);
  }
  return merged;
}
