import type { PushOutcome, Refusal } from '../../shared/sync/sync-wire.ts';
import { accessOf } from './granted-access.ts';
import { caseLife } from './case-life.ts';
import type { DigestRow, EntryRow, MemberPush, OutcomeRow, StandingRow } from './push-rows.ts';
import type { KeptOutcome, LoggedEntry, PushLog } from './sync-log.ts';

/** What several pushes need to know, as it was read for all of them at once while nobody else could write. */
export interface LoadedRows {
  readonly epoch: string;
  readonly last: number;
  readonly standings: readonly StandingRow[];
  readonly outcomes: readonly OutcomeRow[];
  readonly entries: readonly EntryRow[];
  readonly digests: readonly DigestRow[];
}

/** What a push added. */
export interface Added {
  readonly outcomes: KeptOutcome[];
  /** Of numbers that came before, and were refused then otherwise. */
  readonly changed: KeptOutcome[];
  readonly entries: LoggedEntry[];
}

/** The logs that pushes of one transaction go to. */
export interface LoadedLogs {
  /** The log as the nth push sees it, and what it adds to it; the ones before have added theirs. */
  of(n: number): { readonly log: PushLog; readonly added: Added };
  /** The last number that was given. */
  last(): number;
}

/** Makes logs of rows that were read; what is added is kept beside until it is written. */
export function loadedLogs(pushes: readonly MemberPush[], rows: LoadedRows): LoadedLogs {
  let { last } = rows;
  const standing = new Map(rows.standings.map((row) => [row.n, row]));
  const copies = new Map<string, Map<number, KeptOutcome>>();
  const cases = new Map<string, { ids: Map<string, string>; digests: Set<string> }>();
  const copyOf = (n: number): Map<number, KeptOutcome> => {
    const { member, request } = pushes[n - 1] ?? missing(n);
    return put(copies, `${member.caseId} ${member.memberId} ${request.client}`, () => new Map());
  };
  const caseOf = (id: string) =>
    put(cases, id, () => ({ ids: new Map<string, string>(), digests: new Set<string>() }));
  for (const row of rows.outcomes) copyOf(row.n).set(Number(row.seq), keptOutcome(row));
  for (const { case_id: id, entry_id: entry, digest } of rows.entries) {
    if (digest !== null) caseOf(id).ids.set(entry, digest);
  }
  for (const { case_id: id, digest, has } of rows.digests) {
    if (has) caseOf(id).digests.add(digest);
  }

  const of = (n: number): { log: PushLog; added: Added } => {
    const { member } = pushes[n - 1] ?? missing(n);
    const own = caseOf(member.caseId);
    const outcomes = copyOf(n);
    const added: Added = { outcomes: [], changed: [], entries: [] };
    const log: PushLog = {
      // The transaction holds all cases already.
      lock: () => Promise.resolve(),
      async standing() {
        const row = standing.get(n);
        const used = Math.max(Number(row?.used ?? 0), ...outcomes.keys());
        const epoch = caseLife(rows.epoch, row?.life ?? null);
        return {
          epoch,
          access: accessOf(row?.access ?? null),
          archived: row?.archived ?? false,
          last,
          used,
        };
      },
      async outcomesOf(_client, from, to) {
        return [...outcomes.values()]
          .filter(({ seq }) => seq >= from && seq <= to)
          .toSorted((a, b) => a.seq - b.seq);
      },
      async keepOutcomes(_client, kept) {
        for (const outcome of kept) {
          (outcomes.has(outcome.seq) ? added.changed : added.outcomes).push(outcome);
          outcomes.set(outcome.seq, outcome);
        }
      },
      async digestsOf(ids) {
        return new Map(
          ids.flatMap((id) => {
            const digest = own.ids.get(id);
            return digest === undefined ? [] : [[id, digest] as const];
          }),
        );
      },
      has: async (digests) => new Set(digests.filter((digest) => own.digests.has(digest))),
      async append(entries) {
        for (const entry of entries) {
          added.entries.push({ seq: ++last, entry });
          own.ids.set(entry.id, entry.digest);
          own.digests.add(entry.digest);
        }
        return last;
      },
    };
    return { log, added };
  };
  return { of, last: () => last };
}

function keptOutcome({ seq, entry_id: id, digest, outcome, code }: OutcomeRow): KeptOutcome {
  const read: PushOutcome =
    outcome === 'refused' ? { is: outcome, code: code as Refusal } : { is: outcome };
  return { seq: Number(seq), id, digest, outcome: read };
}

function put<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function missing(n: number): never {
  throw new TypeError(`there is no push ${n}`);
}
