import { caseLife } from '../../tenant/sync/case-life.ts';
import type { CaseAccess, KeptOutcome, LoggedEntry, SyncLog } from '../../tenant/sync/index.ts';

interface Kept {
  readonly epoch: string;
  /** Number of the last entry that was there before the case was shared anew: numbers are the team's, and go on. */
  readonly from: number;
  /** The case is not there: nobody has access. */
  readonly deleted: boolean;
  readonly entries: readonly LoggedEntry[];
  readonly outcomes: ReadonlyMap<string, readonly KeptOutcome[]>;
}

/** The server's tables in memory. A transaction works on what it adds, and keeps it at its end or not at all. */
export class MemoryTables {
  private kept: Kept;
  readonly access = new Map<string, CaseAccess>();
  archived = false;
  /** While it is held it is not deleted. */
  held = false;

  constructor(epoch: string) {
    this.kept = { epoch, from: 0, deleted: false, entries: [], outcomes: new Map() };
  }

  /** Its entries in their order. */
  entries(): readonly LoggedEntry[] {
    return this.kept.entries;
  }

  /** As it is now, to go back to. */
  backup(): Kept {
    return this.kept;
  }

  /** Puts it back, as another life of the server. */
  restore(backup: Kept, epoch: string): void {
    this.kept = { ...backup, epoch };
  }

  get deleted(): boolean {
    return this.kept.deleted;
  }

  /** Deletes the case with all that the server has of it; false: it is held. */
  delete(): boolean {
    if (this.held) return false;
    const { entries, from } = this.kept;
    const last = entries.at(-1)?.seq ?? from;
    this.kept = { ...this.kept, from: last, deleted: true, entries: [], outcomes: new Map() };
    this.archived = false;
    return true;
  }

  /** Somebody shares it once more: another life of the case, as the server makes it. */
  shareAgain(id: string): void {
    this.kept = { ...this.kept, deleted: false, epoch: caseLife(this.kept.epoch, id) };
  }

  /** Runs work for a member; `commits` says whether what it did is kept. */
  async transaction<T>(
    member: string,
    work: (log: SyncLog) => Promise<T>,
    commits: () => boolean,
  ): Promise<T> {
    const { epoch, from, deleted, entries, outcomes } = this.kept;
    const added: LoggedEntry[] = [];
    const noted = new Map<string, readonly KeptOutcome[]>();
    const outcomesOf = (client: string): readonly KeptOutcome[] =>
      noted.get(client) ?? outcomes.get(client) ?? [];
    const last = (): number => entries.at(-1)?.seq ?? from;
    const log: SyncLog = {
      lock: async () => {},
      standing: async (client) => ({
        epoch,
        access: deleted ? 'none' : (this.access.get(member) ?? 'none'),
        archived: this.archived,
        last: last(),
        used: client === null ? 0 : (outcomesOf(client).at(-1)?.seq ?? 0),
      }),
      outcomesOf: async (client, from, to) =>
        outcomesOf(client).filter(({ seq }) => seq >= from && seq <= to),
      async keepOutcomes(client, more) {
        const by = new Map([...outcomesOf(client), ...more].map((kept) => [kept.seq, kept]));
        noted.set(client, [...by.values()]);
      },
      async digestsOf(ids) {
        const wanted = new Set(ids);
        const found = entries.filter(({ entry }) => wanted.has(entry.id));
        return new Map(found.map(({ entry }) => [entry.id, entry.digest]));
      },
      async has(digests) {
        const there = new Set(entries.map(({ entry }) => entry.digest));
        return new Set(digests.filter((digest) => there.has(digest)));
      },
      async append(more) {
        const before = last();
        added.push(...more.map((entry, i) => ({ seq: before + i + 1, entry })));
        return before + added.length;
      },
      read: async (after, upto, limit) =>
        entries.filter(({ seq }) => seq > after && seq <= upto).slice(0, limit),
    };
    const result = await work(log);
    if (commits() && (added.length > 0 || noted.size > 0)) {
      this.kept = {
        epoch,
        from,
        deleted,
        entries: [...entries, ...added],
        outcomes: new Map([...outcomes, ...noted]),
      };
    }
    return result;
  }
}
