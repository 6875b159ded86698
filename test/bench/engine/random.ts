/** Mulberry32: small, and the same everywhere. */
export function randomOf(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return {
    below,
    pick: <T>(list: readonly T[]): T => list[below(list.length)] as T,
    hex: (digits: number): string =>
      Array.from({ length: digits }, () => below(16).toString(16)).join(''),
    address: (): string => `${1 + below(222)}.${below(256)}.${below(256)}.${below(256)}`,
  };
}

export type Random = ReturnType<typeof randomOf>;
