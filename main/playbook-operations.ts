import type { Database } from 'better-sqlite3';
import { JOURNAL_PAYLOADS, type JournalPayload } from '#shared/model/journal-entry.ts';
import { Failure } from '#shared/model/failure.ts';
import { playbookRunsOf, type EndedPlaybook, type Journal } from './journal/index.ts';

/** A playbook that was begun and has not ended. */
export interface BegunPlaybook {
  readonly id: string;
  /** RFC 3339 UTC. */
  readonly begun: string;
  /** Its YAML. */
  readonly playbook: string;
  readonly header: JournalPayload<'playbook.begun'>;
  /** What its steps gave so far, as JSON, by where they stand in the run. */
  readonly steps: Readonly<Record<string, string>>;
}

/** What a step does to the case. */
export interface StepEntry {
  readonly kind: 'finding.added';
  readonly payload: JournalPayload<'finding.added'>;
}

/** What the case thread offers for playbooks. Each is done whole or not at all, whenever the process ends. */
export type PlaybookOperations = {
  beginPlaybook(input: { playbook: string; entry: JournalPayload<'playbook.begun'> }): void;
  /**
   * Keeps what a step gave, together with what it does to the case; false: it was done before, and nothing was done
   * again. Throws PLAYBOOK_ENDED when the run is not under way any more.
   */
  keepStep(input: { run: string; path: string; result: string; entry: StepEntry | null }): boolean;
  /** Throws PLAYBOOK_ENDED when it had ended already. */
  endPlaybook(input: JournalPayload<'playbook.ended'>): void;
  /** Runs that have not ended, oldest first. */
  begunPlaybooks(input: null): BegunPlaybook[];
  /** Runs that have ended, the latest first. */
  endedPlaybooks(input: null): EndedPlaybook[];
};

/** The operations of the case thread about playbooks. */
export function createPlaybookOperations(database: Database, journal: Journal): PlaybookOperations {
  const runs = database.prepare<
    [],
    Omit<BegunPlaybook, 'steps' | 'header'> & { readonly header: string }
  >('SELECT id, begun, playbook, header FROM playbook_run ORDER BY begun, id');
  const steps = database.prepare<[string], { path: string; result: string }>(
    'SELECT path, result FROM playbook_step WHERE run = ?',
  );
  const requireRun = (run: string): void => {
    const found = database.prepare('SELECT 1 FROM playbook_run WHERE id = ?').get(run);
    if (found !== undefined) return;
    throw new Failure('PLAYBOOK_ENDED', 'This run of a playbook has ended already.', { run });
  };
  const begin = database.transaction(
    ({ playbook, entry }: Parameters<PlaybookOperations['beginPlaybook']>[0]) => {
      journal.append('playbook.begun', entry);
      database
        .prepare('INSERT INTO playbook_run (id, begun, playbook, header) VALUES (?, ?, ?, ?)')
        .run(entry.run, new Date().toISOString(), playbook, JSON.stringify(entry));
    },
  );
  const keep = database.transaction(
    ({ run, path, result, entry }: Parameters<PlaybookOperations['keepStep']>[0]) => {
      requireRun(run);
      const { changes } = database
        .prepare('INSERT OR IGNORE INTO playbook_step (run, path, result) VALUES (?, ?, ?)')
        .run(run, path, result);
      if (changes > 0 && entry !== null) journal.append(entry.kind, entry.payload);
      return changes > 0;
    },
  );
  const end = database.transaction((ended: JournalPayload<'playbook.ended'>) => {
    requireRun(ended.run);
    journal.append('playbook.ended', ended);
    database.prepare('DELETE FROM playbook_step WHERE run = ?').run(ended.run);
    database.prepare('DELETE FROM playbook_run WHERE id = ?').run(ended.run);
  });
  return {
    beginPlaybook: (input) => begin(input),
    keepStep: (input) => keep(input),
    endPlaybook: (input) => end(input),
    begunPlaybooks: () =>
      runs.all().map((run) => ({
        ...run,
        header: JOURNAL_PAYLOADS['playbook.begun'].parse(JSON.parse(run.header)),
        steps: Object.fromEntries(steps.all(run.id).map(({ path, result }) => [path, result])),
      })),
    endedPlaybooks: () => playbookRunsOf(database),
  };
}
