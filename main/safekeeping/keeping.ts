import type { ChangedValues } from '#shared/model/journal-changes.ts';
import { DEFAULT_LABEL, type Label } from '#shared/model/label.ts';
import { onHold } from '#shared/model/legal-hold.ts';
import type { LegalHold } from '#shared/sync/case-keeping-api.ts';
import { openCaseFile, readTeamHold } from '../cases/index.ts';
import { createCaseState } from '../journal/index.ts';

/** How long a case is kept, and how what is in it may be spread. */
export interface Keeping {
  readonly label: Label;
  /** Last day on which it may be kept, `YYYY-MM-DD`; null: as long as it is wanted. */
  readonly keepUntil: string | null;
  /** Why it must not be deleted or changed (a legal hold), as who works with it says; null: no such reason. */
  readonly hold: string | null;
  /** The hold that its team has placed on it, which only the team server lifts; null: none. */
  readonly teamHold: LegalHold | null;
  /** Its last day is over and nothing holds it. */
  readonly overdue: boolean;
}

/** What the values of a case and the hold of its team say of its keeping, on a day (`YYYY-MM-DD`). */
export function keepingOf(
  values: ChangedValues<'case'>,
  teamHold: LegalHold | null,
  today: string = dayOf(new Date()),
): Keeping {
  const { label = DEFAULT_LABEL, keepUntil = null, hold = null } = values;
  const isHeld = hold !== null || teamHold !== null;
  const overdue = !isHeld && keepUntil !== null && keepUntil < today;
  return { label, keepUntil, hold, teamHold, overdue };
}

/** A day in UTC: a deadline is the same day for everybody. */
function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** Reads it from a case that is not open. Throws what opening the file throws. */
export function keepingOfFile(path: string, key: Uint8Array): Keeping {
  const database = openCaseFile({ path, key, readonly: true });
  try {
    return keepingOf(createCaseState(database).values('case', 'case'), readTeamHold(database));
  } finally {
    database.close();
  }
}

/** Throws CASE_ON_HOLD when a legal hold forbids what is to be done ("deleted", "erased from"). */
export function requireNoHold(
  { hold, teamHold }: Pick<Keeping, 'hold' | 'teamHold'>,
  what: string,
): void {
  const reason = hold ?? teamHold?.reason;
  if (reason !== undefined) throw onHold(reason, what);
}
