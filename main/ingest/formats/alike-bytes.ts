const ASCII = 128;

/** Of each byte of ASCII those that all tests (0 or 1 a byte) take as they take it, itself included. */
export function alikeIn(tests: readonly Uint8Array[]): number[][] {
  const groups = new Map<string, number[]>();
  const groupOf: number[][] = [];
  for (let byte = 0; byte < ASCII; byte++) {
    const taken = tests.map((test) => test[byte]).join('');
    const group = groups.get(taken) ?? [];
    groups.set(taken, group);
    group.push(byte);
    groupOf.push(group);
  }
  return groupOf;
}
