import {
  LONGEST_SEALED,
  type PushAnswer,
  type PushOutcome,
  type PushRequest,
  type SealedEntry,
} from '../../shared/sync/sync-wire.ts';
import { caseNotFound } from '../cases/index.ts';
import type { CaseAccess, KeptOutcome, LoggedEntry, PushLog } from './sync-log.ts';

/** A push as it was judged; `upto`: the tenant's last number after it, null when it added nothing. */
export interface Pushed {
  readonly answer: PushAnswer;
  readonly upto: number | null;
}

/**
 * Takes entries of a copy into the log of its case, within one transaction. A number that came before is answered with
 * what became of it then, but a refusal is judged anew: who asks again, be it a copy that was put back to an earlier state and
 * numbers as it did then, wants to know whether it is refused now. A gap is refused as a whole; an entry that is refused is
 * acknowledged and does not stop the others. An archived case takes nothing that is new, and uses up no number. Throws CASE_NOT_FOUND for who has no access to the case.
 */
export async function acceptPush(
  log: PushLog,
  { client, epoch: known, first, entries }: PushRequest,
): Promise<Pushed> {
  // From here on this transaction is alone with the case: what it reads stays true until it is committed.
  await log.lock();
  const { access, archived, epoch, used } = await log.standing(client);
  if (access === 'none') throw caseNotFound();
  const stop = (answer: PushAnswer): Pushed => ({ answer, upto: null });
  if (known !== null && known !== epoch) return stop({ is: 'restored', epoch });
  if (first > used + 1) return stop({ is: 'gap', epoch, expected: used + 1 });

  const numbered = entries.map((entry, i) => ({ seq: first + i, entry }));
  const end = first + entries.length - 1;
  const before = first > used ? [] : await log.outcomesOf(client, first, Math.min(used, end));
  const isSame = before.every(({ id, digest }, i) => {
    const sent = entries[i];
    return sent?.id === id && sent.digest === digest;
  });
  if (!isSame) return stop({ is: 'reused', epoch });

  const fresh = numbered.filter(({ seq }) => seq > used);
  if (archived && fresh.length > 0) return stop({ is: 'archived', epoch });
  const again = archived ? [] : numbered.filter((_, i) => before[i]?.outcome.is === 'refused');
  const { kept: now, appended } = await judged(log, [...again, ...fresh], access);
  const stored = new Map(before.map(({ seq, outcome }) => [seq, outcome]));
  const kept = now.filter(({ seq, outcome }) => !isSameOutcome(outcome, stored.get(seq)));
  // First what may be refused: then no number of the copy is used up.
  const upto = appended.length > 0 ? await log.append(appended) : null;
  if (kept.length > 0) await log.keepOutcomes(client, kept);
  for (const { seq, outcome } of kept) stored.set(seq, outcome);
  const outcomes = [...stored.values()];
  return { answer: { is: 'done', epoch, outcomes }, upto };
}

function isSameOutcome(one: PushOutcome, other: PushOutcome | undefined): boolean {
  if (one.is !== 'refused' || other?.is !== 'refused') return one.is === other?.is;
  return one.code === other.code;
}

async function judged(
  log: PushLog,
  fresh: readonly LoggedEntry[],
  access: CaseAccess,
): Promise<{ kept: KeptOutcome[]; appended: SealedEntry[] }> {
  const known = new Map(await log.digestsOf(fresh.map(({ entry }) => entry.id)));
  const there = new Set(await log.has(fresh.flatMap(({ entry }) => entry.before ?? [])));
  const appended: SealedEntry[] = [];
  const kept = fresh.map(({ seq, entry }): KeptOutcome => {
    const outcome = outcomeOf(entry, access, known, there);
    if (outcome.is === 'applied') {
      appended.push(entry);
      // Others of the same push may follow it, or be it once more.
      known.set(entry.id, entry.digest);
      there.add(entry.digest);
    }
    return { seq, id: entry.id, digest: entry.digest, outcome };
  });
  return { kept, appended };
}

function outcomeOf(
  { id, digest, before, sealed }: SealedEntry,
  access: CaseAccess,
  known: ReadonlyMap<string, string>,
  there: ReadonlySet<string>,
): PushOutcome {
  const same = known.get(id);
  if (same !== undefined) {
    return same === digest ? { is: 'known' } : { is: 'refused', code: 'CONTRADICTION' };
  }
  if (access !== 'write') return { is: 'refused', code: 'READ_ONLY' };
  if (sealed.length > LONGEST_SEALED) return { is: 'refused', code: 'TOO_LARGE' };
  const follows = before === null || there.has(before);
  return follows ? { is: 'applied' } : { is: 'refused', code: 'BEFORE_MISSING' };
}
