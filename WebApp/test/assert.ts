/** Deep equality for plain values; the message shows both. */
export function equal(actual: unknown, expected: unknown, note = ""): void {
  const write = (value: unknown) => JSON.stringify(value, (_, v) => (v instanceof Map ? { map: [...v] } : v instanceof Set ? { set: [...v] } : v === undefined ? "undefined" : v), 1);
  if (write(actual) !== write(expected)) throw new Error(`${note}\nexpected ${write(expected)}\n     got ${write(actual)}`);
}
/** The failure a promise ends in; fails when there is none. */
export async function refusal(promise: Promise<unknown>): Promise<{ kind: string; detail: string }> {
  try {
    await promise;
  } catch (error) {
    return error as { kind: string; detail: string };
  }
  throw new Error("nothing was refused");
}
