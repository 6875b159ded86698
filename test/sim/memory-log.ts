import type { CaseAccess, KeptOutcome, LoggedEntry, SyncLog } from '../../tenant/sync/index.ts';

interface Kept {
  readonly epoch: string;
  readonly entries: readonly LoggedEntry[];
  readonly outcomes: ReadonlyMap<string, readonly KeptOutcome[]>;
}

/** The server's tables in memory. A transaction works on what it adds, and keeps it at its end or not at all. */
export class MemoryTables {
  private kept: Kept;
  readonly access = new Map<string, CaseAccess>();
  archived = false;

  constructor(epoch: string) {
    this.kept = { epoch, entries: [], outcomes: new Map() };
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

  /** Runs work for a member; `commits` says whether what it did is kept. */
  async transaction<T>(
    member: string,
    work: (log: SyncLog) => Promise<T>,
    commits: () => boolean,
  ): Promise<T> {
    const { epoch, entries, outcomes } = this.kept;
    const added: LoggedEntry[] = [];
    const noted = new Map<string, readonly KeptOutcome[]>();
    const outcomesOf = (client: string): readonly KeptOutcome[] =>
      noted.get(client) ?? outcomes.get(client) ?? [];
    const last = (): number => entries.at(-1)?.seq ?? 0;
    const log: SyncLog = {
      lock: async () => {},
      standing: async (client) => ({
        epoch,
        access: this.access.get(member) ?? 'none',
        archived: this.archived,
        last: last(),
        used: client === null ? 0 : (outcomesOf(client).at(-1)?.seq ?? 0),
      }),
      outcomesOf: async (client, from, to) =>
        outcomesOf(client).filter(({ seq }) => seq >= from && seq <= to),
      async keepOutcomes(client, more) {
        noted.set(client, [...outcomesOf(client), ...more]);
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
        entries: [...entries, ...added],
        outcomes: new Map([...outcomes, ...noted]),
      };
    }
    return result;
  }
}
