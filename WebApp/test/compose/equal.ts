/** Fails with both values when they differ. */
export function equal(actual: unknown, expected: unknown): void {
  const a = JSON.stringify(actual, null, 1), b = JSON.stringify(expected, null, 1);
  if (a !== b) throw new Error(`got ${a}\nexpected ${b}`);
}
