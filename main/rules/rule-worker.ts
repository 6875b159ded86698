import type { Worker } from 'node:worker_threads';
import { cancelled, Failure } from '#shared/model/failure.ts';
import type { SetPass, SetPlanInput } from '../logstore/index.ts';
import { createThreadClient, type ThreadClient } from '../thread-call.ts';
import { startThread } from '../thread-start.ts';
import type { FindingFacts, LoadedRules, RuleOperations } from './rule-operations.ts';

/** The log store as far as running rules needs it. */
export interface RuleStore {
  searchSet(formats: SetPlanInput['formats'], pass: SetPass): Promise<boolean>;
  blocks(): readonly { readonly id: number; readonly records: number }[];
}

/** How far a run is to go, and who is told. */
export interface RulePass {
  readonly signal: AbortSignal;
  /** Milliseconds after which no more is begun; none: it goes on until all records were asked. */
  readonly budgetMs?: number;
  progress?(done: number, of: number): void;
}

/** What a run found. */
export interface RuleOutcome {
  /** Rules that were run. */
  readonly rules: number;
  readonly findings: readonly FindingFacts[];
  /** Records that were asked. */
  readonly records: number;
  /** False: there was no time for all. */
  readonly isWhole: boolean;
}

/** Rules over the records of a case, asked of each once however often there are new ones. */
export interface StandingRun {
  /** Asks what was not asked yet. What was is kept when it is cancelled. Throws CANCELLED, RULES_STOPPED. */
  goOn(store: RuleStore, pass: RulePass): Promise<RuleOutcome>;
  end(): Promise<void>;
}

export type RuleWorker = ReturnType<typeof createRuleWorker>;

/** The thread that knows rules, started when it is first needed. What is asked of it throws CANCELLED once it was closed. */
export function createRuleWorker() {
  let running: { worker: Worker; client: ThreadClient<RuleOperations> } | null = null;
  let runs = 0;
  let closed = false;

  function client(): ThreadClient<RuleOperations> {
    // A thread that is started now nobody would end, and the app would not either.
    if (closed) throw cancelled();
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

  /** Begins a run of the loaded rules, or of those of a text that is not kept. */
  async function begin(formats: readonly string[], text: string | null): Promise<StandingRun> {
    const thread = client();
    const run = ++runs;
    const begun = await thread.call('begin', { run, formats, text });
    const asked = new Set<number>();
    return {
      async goOn(store, { signal, budgetMs, progress }) {
        const present = new Set(store.blocks().map(({ id }) => id));
        const blockIds = [...asked].filter((id) => !present.has(id));
        for (const id of blockIds) asked.delete(id);
        if (blockIds.length > 0) await thread.call('dropBlocks', { run, blockIds });
        const taken: Promise<void>[] = [];
        try {
          const isWhole = await store.searchSet(begun.formats, {
            signal,
            skip: new Set(asked),
            ...(budgetMs === undefined ? {} : { budgetMs }),
            found(blockId, hits, done, of) {
              asked.add(blockId);
              if (hits.ids.length > 0) taken.push(thread.call('take', { run, blockId, hits }));
              progress?.(done, of);
            },
          });
          await Promise.all(taken);
          const findings = await thread.call('found', { run });
          const known = store.blocks().filter(({ id }) => asked.has(id));
          const records = known.reduce((sum, block) => sum + block.records, 0);
          return { rules: begun.rules, findings, records, isWhole };
        } finally {
          await Promise.allSettled(taken);
        }
      },
      async end() {
        await thread.call('end', { run }).catch(() => {});
      },
    };
  }

  async function runOnce(
    store: RuleStore,
    formats: readonly string[],
    pass: RulePass,
    text: string | null,
  ): Promise<RuleOutcome> {
    const run = await begin(formats, text);
    try {
      return await run.goOn(store, pass);
    } finally {
      await run.end();
    }
  }

  return {
    /** Loads the rules of files, folders and archives. Throws RULES_UNREADABLE. */
    load: async (paths: readonly string[]): Promise<LoadedRules> =>
      client().call('load', { paths }),
    text: async (key: string): Promise<string | null> => client().call('text', { key }),
    /** Reads rules that are not kept. */
    check: async (text: string): Promise<LoadedRules> => client().call('check', { text }),
    /** Begins a run of the loaded rules over a case whose sources have some formats. */
    begin: (formats: readonly string[]): Promise<StandingRun> => begin(formats, null),
    /** Runs the loaded rules over a case once. Throws CANCELLED. */
    run: (store: RuleStore, formats: readonly string[], pass: RulePass): Promise<RuleOutcome> =>
      runOnce(store, formats, pass, null),
    /** The same for rules that are not kept; they may refer to loaded ones. */
    tryOut: (
      store: RuleStore,
      formats: readonly string[],
      text: string,
      pass: RulePass,
    ): Promise<RuleOutcome> => runOnce(store, formats, pass, text),
    async close(): Promise<void> {
      closed = true;
      await running?.worker.terminate();
    },
  };
}
