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
  let runs = 0;

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
    text: string | null,
  ): Promise<RuleOutcome> {
    const thread = client();
    const run = ++runs;
    const asked = { run, formats: sourceFormats, text };
    const { formats, rules } = await thread.call('begin', asked);
    const taken: Promise<void>[] = [];
    try {
      await store.searchSet(formats, signal, (hits, done, of) => {
        if (hits.ids.length > 0) taken.push(thread.call('take', { run, hits }));
        progress(done, of);
      });
    } catch (error) {
      await Promise.allSettled(taken);
      await thread.call('drop', { run });
      throw error;
    }
    await Promise.all(taken);
    return { rules, findings: await thread.call('finish', { run }) };
  }

  return {
    /** Loads the rules of files, folders and archives. Throws RULES_UNREADABLE. */
    load: (paths: readonly string[]): Promise<LoadedRules> => client().call('load', { paths }),
    text: (key: string): Promise<string | null> => client().call('text', { key }),
    /** Reads rules that are not kept. */
    check: (text: string): Promise<LoadedRules> => client().call('check', { text }),
    /** Runs the loaded rules over a case whose sources have some formats. Throws CANCELLED. */
    run: (
      store: RuleStore,
      formats: readonly string[],
      signal: AbortSignal,
      progress: (done: number, of: number) => void,
    ): Promise<RuleOutcome> => runNow(store, formats, signal, progress, null),
    /** The same for rules that are not kept; they may refer to loaded ones. */
    tryOut: (
      store: RuleStore,
      formats: readonly string[],
      text: string,
      signal: AbortSignal,
    ): Promise<RuleOutcome> => runNow(store, formats, signal, () => {}, text),
    async close(): Promise<void> {
      await running?.worker.terminate();
    },
  };
}
