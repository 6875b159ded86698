import { dateEndUs, generationOf } from '#shared/model/rotation.ts';
import type { RotatedSet } from '#shared/model/rotated-set.ts';

/** What is known of a source whose dates may lack their year. Times are microseconds UTC. */
export interface DatedSource {
  readonly id: number;
  readonly path: string;
  readonly fromUs: number | null;
  readonly toUs: number | null;
  /** Year that its first date was given; null: its dates say theirs. */
  readonly firstYear: number | null;
}

const DAY_US = 86_400_000_000;
const YEAR_US = 365.2425 * DAY_US;
/** A log is rotated on its day or in the night after, by the clock of another zone. */
const NAMED_SLACK_US = 2 * DAY_US;

/**
 * Sources whose years do not fit, and the year of their first date that does: a file of a rotated log ends
 * before the next one begins, and one with a date in its name ends by that date. The file's own time, which years
 * are taken from first, is lost when files are copied.
 */
export function yearsToSetRight(
  sources: readonly DatedSource[],
  sets: readonly RotatedSet[],
): { id: number; year: number }[] {
  const byId = new Map(sources.map((source) => [source.id, source]));
  const inSets = new Set(sets.flatMap(({ ids }) => ids));
  const alone = sources.filter(({ id }) => !inSets.has(id)).map(({ id }) => [id]);
  const found: { id: number; year: number }[] = [];
  for (const ids of [...sets.map((set) => set.ids), ...alone]) {
    let nextFromUs: number | null = null;
    for (const id of ids.toReversed()) {
      const source = byId.get(id);
      if (source === undefined || source.fromUs === null || source.toUs === null) continue;
      const years = yearsAhead(source, source.toUs, nextFromUs);
      if (years !== 0 && source.firstYear !== null) {
        found.push({ id, year: source.firstYear - years });
      }
      nextFromUs = source.fromUs - years * YEAR_US;
    }
  }
  return found;
}

/** By how many years a source is read too late (negative: too early). */
function yearsAhead(source: DatedSource, toUs: number, nextFromUs: number | null): number {
  if (source.firstYear === null) return 0;
  const namedUs = dateEndUs(generationOf(source.path));
  const bounds = [
    ...(namedUs === null ? [] : [namedUs + NAMED_SLACK_US]),
    ...(nextFromUs === null ? [] : [nextFromUs + DAY_US]),
  ];
  const ahead = toUs - Math.min(...bounds);
  if (ahead > 0 && bounds.length > 0) return Math.ceil(ahead / YEAR_US);
  // Only a date in its name says that it is not from long before.
  return namedUs === null ? 0 : -Math.floor(-ahead / YEAR_US);
}
