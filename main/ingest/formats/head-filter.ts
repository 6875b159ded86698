import { firstCharacters } from '#shared/pattern/index.ts';

/** Places of a line that are looked at: past the time of most formats. */
const PLACES = 32;

/**
 * What lines begin with that patterns may match: for each pattern the number of a set for each place. It is made when the
 * product is built, because taking 230 expressions apart takes 40 ms.
 */
export interface PatternHeads {
  /** ASCII characters that may stand at a place, a bit each, 32 to a number. */
  readonly sets: readonly (readonly number[])[];
  /** By format. Formats that are not there must be asked. */
  readonly heads: Readonly<Record<string, readonly (readonly number[])[]>>;
}

/** The heads of the patterns of formats. */
export function patternHeads(
  formats: readonly { readonly id: string; readonly patterns: readonly string[] }[],
): PatternHeads {
  const numbers = new Map<bigint, number>();
  const numberOf = (set: bigint): number => {
    const known = numbers.get(set) ?? numbers.size;
    numbers.set(set, known);
    return known;
  };
  const heads = Object.fromEntries(
    formats.map(({ id, patterns }) => [
      id,
      patterns.map((source) => firstCharacters(source, PLACES).map(numberOf)),
    ]),
  );
  const sets = [...numbers.keys()].map((set) =>
    [0n, 32n, 64n, 96n].map((from) => Number((set >> from) & 0xffffffffn)),
  );
  return { sets, heads };
}

/** Whether one of a format's patterns may match at the beginning of a line; false: none does. */
export function mayBeginWith({ sets, heads }: PatternHeads, id: string): (line: string) => boolean {
  const own = heads[id];
  if (own === undefined) return () => true;
  const fits = (head: readonly number[], line: string): boolean => {
    if (line.length < head.length) return false;
    for (let place = 0; place < head.length; place++) {
      const code = line.charCodeAt(place);
      const word = sets[head[place] ?? 0]?.[code >> 5] ?? -1;
      if (code < 128 && ((word >>> (code & 31)) & 1) === 0) return false;
    }
    return true;
  };
  return (line) => own.some((head) => fits(head, line));
}
