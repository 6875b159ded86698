import { utcOf } from '#shared/model/utc-time.ts';
import { createDue } from '../../due.ts';
import type { OpenCase } from '../../open-case.ts';
import {
  createRuleWorker,
  createStandingRuns,
  type FindingFacts,
  type LoadedRules,
} from '../../rules/index.ts';
import { hitDocument } from './hit-document.ts';

const LOOK_EVERY_MS = 500;
/** Records of a rule that are named one by one at the end. */
const MOST_RECORDS = 1000;
/** Looking takes so much of the time at most. */
const SHARE = 4;

/** Rules that run over a case while it grows. */
export interface LiveAlerts {
  readonly loaded: LoadedRules;
  /** Looks at what is there and was not looked at yet. Gives all that was found. */
  last(): Promise<readonly ReturnType<typeof hitDocument>[]>;
  close(): Promise<void>;
}

/**
 * Runs rules over a case again and again; `tell` gets a line for every record that one of them finds. Throws
 * RULES_UNREADABLE.
 */
export async function startLiveAlerts(
  open: OpenCase,
  paths: readonly string[],
  tell: (line: string) => void,
): Promise<LiveAlerts> {
  const worker = createRuleWorker();
  const loaded = await worker.load(paths);
  const told = new Map<string, Set<string>>();
  const standing = createStandingRuns(worker);
  let findings: readonly FindingFacts[] = [];
  let looking: Promise<void> = Promise.resolve();
  const due = createDue(() => {
    looking = look().catch(() => {
      // The case changed under it, or could not be read for a moment: the next look goes over it anew.
      standing.forget(open);
      due.due(LOOK_EVERY_MS);
    });
  });

  async function look(): Promise<void> {
    const started = performance.now();
    // The rules of this worker are loaded once.
    const run = await standing.of(open, '');
    const outcome = await run.goOn(open.store, { signal: open.closing });
    findings = outcome.findings;
    for (const line of newLines()) tell(line);
    due.due(Math.max(LOOK_EVERY_MS, (SHARE - 1) * (performance.now() - started)));
  }

  function newLines(): string[] {
    const names = new Map(open.sources().map(({ id, path }) => [id, path]));
    return findings.flatMap(({ rule, hits }) => {
      const known = told.get(rule.key) ?? new Set();
      told.set(rule.key, known);
      const lines: string[] = [];
      hits.ordinals.forEach((ordinal, at) => {
        const source = hits.sourceIds[at] ?? 0;
        if (known.has(`${source} ${ordinal}`)) return;
        known.add(`${source} ${ordinal}`);
        const time = utcOf(hits.timesUs[at] ?? Number.NaN) ?? '-';
        const where = `${names.get(source) ?? ''}:${hits.lines[at] ?? 0}`;
        lines.push(`${time}  ${(rule.level ?? '-').padEnd(13)}  ${rule.title}  ${where}`);
      });
      return lines;
    });
  }

  due.due(0);
  return {
    loaded,
    async last() {
      due.cancel();
      await looking;
      await look();
      return findings.map((finding) => hitDocument(open, finding, MOST_RECORDS));
    },
    async close() {
      due.cancel();
      await looking;
      await worker.close();
    },
  };
}
