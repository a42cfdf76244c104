// What a file of tests needs: PageScriptsTest runs every function that is given to test().

export const tests = [];

export const test = (name, body) => tests.push({ name, body });

export function equal(actual, expected) {
  const [is, should] = [actual, expected].map(each => JSON.stringify(each));
  if (is !== should) throw new Error(`is ${is}, should be ${should}`);
}

export function matches(text, pattern) {
  if (!pattern.test(text)) throw new Error(`${JSON.stringify(text)} does not match ${pattern}`);
}
