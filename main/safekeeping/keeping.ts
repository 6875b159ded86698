import { Failure } from '#shared/model/failure.ts';
import type { ChangedValues } from '#shared/model/journal-changes.ts';
import { DEFAULT_LABEL, type Label } from '#shared/model/label.ts';
import { openCaseFile } from '../cases/index.ts';
import { createCaseState } from '../journal/index.ts';

/** How long a case is kept, and how what is in it may be spread. */
export interface Keeping {
  readonly label: Label;
  /** Last day on which it may be kept, `YYYY-MM-DD`; null: as long as it is wanted. */
  readonly keepUntil: string | null;
  /** Why it must not be deleted or changed (a legal hold); null: no such reason. */
  readonly hold: string | null;
  /** Its time is over and nothing holds it. */
  readonly overdue: boolean;
}

/** What the values of a case say of its keeping, on a day (`YYYY-MM-DD`). */
export function keepingOf(
  values: ChangedValues<'case'>,
  today: string = dayOf(new Date()),
): Keeping {
  const { label = DEFAULT_LABEL, keepUntil = null, hold = null } = values;
  return { label, keepUntil, hold, overdue: isOverdue({ keepUntil, hold }, today) };
}

/** Whether the last day is over; under a legal hold it never is. */
function isOverdue(
  { keepUntil, hold }: Pick<Keeping, 'keepUntil' | 'hold'>,
  today: string,
): boolean {
  return hold === null && keepUntil !== null && keepUntil < today;
}

/** A day in UTC: a deadline is the same day for everybody. */
function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** Reads it from a case that is not open. Throws what opening the file throws. */
export function keepingOfFile(path: string, key: Uint8Array): Keeping {
  const database = openCaseFile({ path, key, readonly: true });
  try {
    return keepingOf(createCaseState(database).values('case', 'case'));
  } finally {
    database.close();
  }
}

/** Throws CASE_ON_HOLD when a legal hold forbids what is to be done ("deleted", "erased from"). */
export function requireNoHold({ hold }: Pick<Keeping, 'hold'>, what: string): void {
  if (hold === null) return;
  throw new Failure(
    'CASE_ON_HOLD',
    `This case is under a legal hold (${hold}), so nothing was ${what}. Whoever may lift the hold must do that first.`,
    { hold },
  );
}
