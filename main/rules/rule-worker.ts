import type { Worker } from 'node:worker_threads';
import { Failure } from '#shared/model/failure.ts';
import type { SetHits, SetPlanInput } from '../logstore/index.ts';
import { createThreadClient, type ThreadClient } from '../thread-call.ts';
import { startThread } from '../thread-start.ts';
import type { FindingFacts, LoadedRules, RuleOperations } from './rule-operations.ts';

/** The log store as far as running rules needs it. */
export interface RuleStore {
  searchSet(
    formats: SetPlanInput['formats'],
    signal: AbortSignal,
    found: (hits: SetHits, done: number, of: number) => void,
  ): Promise<void>;
}

/** What a run found. */
export interface RuleOutcome {
  /** Rules that were run. */
  readonly rules: number;
  readonly findings: readonly FindingFacts[];
}

/** The thread that knows rules, started when it is first needed. */
export function createRuleWorker() {
  let running: { worker: Worker; client: ThreadClient<RuleOperations> } | null = null;
  // The thread runs one set of rules at a time.
  let turn: Promise<unknown> = Promise.resolve();

  function client(): ThreadClient<RuleOperations> {
    if (running !== null) return running.client;
    const worker = startThread('rule-thread');
    const started = { worker, client: createThreadClient<RuleOperations>(worker) };
    const gone = (): void => {
      started.client.abandon(
        new Failure('RULES_STOPPED', 'The thread that runs rules ended. Try it again.'),
      );
      if (running === started) running = null;
    };
    worker.on('error', gone);
    worker.on('exit', gone);
    running = started;
    return started.client;
  }

  async function runNow(
    store: RuleStore,
    sourceFormats: readonly string[],
    signal: AbortSignal,
    progress: (done: number, of: number) => void,
  ): Promise<RuleOutcome> {
    const thread = client();
    const { formats, rules } = await thread.call('begin', { formats: sourceFormats });
    const taken: Promise<void>[] = [];
    await store.searchSet(formats, signal, (hits, done, of) => {
      if (hits.ids.length > 0) taken.push(thread.call('take', hits));
      progress(done, of);
    });
    await Promise.all(taken);
    return { rules, findings: await thread.call('finish', null) };
  }

  return {
    /** Loads the rules of files, folders and archives. Throws RULES_UNREADABLE. */
    load: (paths: readonly string[]): Promise<LoadedRules> => client().call('load', { paths }),
    /** Runs the loaded rules over a case whose sources have some formats. Throws CANCELLED. */
    run(...args: Parameters<typeof runNow>): Promise<RuleOutcome> {
      const result = turn.then(() => runNow(...args));
      turn = result.catch(() => {});
      return result;
    },
    async close(): Promise<void> {
      await running?.worker.terminate();
    },
  };
}
