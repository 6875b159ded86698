import { useCallback, useState } from 'react';
import type { Input, Item } from '#shared/contract/index.ts';
import type { LeaveDecision } from '#shared/model/leaving.ts';
import { ContractFailure, useAction, useClient } from '../../client/index.ts';
import { usePlaybooks } from './playbooks-store.ts';

type Said = Item<'playbooks.run'>;
export type RunningStep = Omit<Extract<Said, { type: 'step' }>, 'type'>;
type Asking = Extract<Said, { type: 'asking' }>['asking'];
type Leaving = Extract<Said, { type: 'leaving' }>['leaving'];

/** What of a run has arrived, and what it waits for. */
export interface Arrived {
  readonly run: string | null;
  readonly steps: readonly RunningStep[];
  readonly asking: Asking | null;
  readonly leaving: Leaving | null;
}

const NOTHING: Arrived = { run: null, steps: [], asking: null, leaving: null };

function arrivedWith(before: Arrived, said: Said): Arrived {
  switch (said.type) {
    case 'begun':
      return { ...before, run: said.run };
    case 'step': {
      const { type: _, ...step } = said;
      const others = before.steps.filter((one) => one.step.path !== step.step.path);
      const waits = step.state === 'running' ? {} : { asking: null, leaving: null };
      return { ...before, ...waits, steps: [...others, step] };
    }
    case 'asking':
      return { ...before, asking: said.asking };
    case 'leaving':
      return { ...before, leaving: said.leaving };
  }
}

/** Runs playbooks; gives what has arrived of the run, and why the last failed. */
export function useRun() {
  const client = useClient();
  const { mutate: answerTo } = useAction('playbooks.answer');
  const { mutate: decideOn } = useAction('playbooks.decide');
  const { mutate: cancelRun } = useAction('playbooks.cancel');
  const [arrived, setArrived] = useState<Arrived>(NOTHING);
  const [failure, setFailure] = useState<ContractFailure | null>(null);
  const run = useCallback(
    async (input: Input<'playbooks.run'>, title: string): Promise<void> => {
      const stop = new AbortController();
      usePlaybooks.getState().setRunning({ stop, title });
      setFailure(null);
      setArrived(NOTHING);
      try {
        const take = (said: Said): void => setArrived((before) => arrivedWith(before, said));
        const { run: ended } = await client.stream('playbooks.run', input, take, stop.signal);
        usePlaybooks.getState().show({ kind: 'run', run: ended });
      } catch (error) {
        if (!(error instanceof ContractFailure)) throw error;
        if (error.code !== 'CANCELLED') setFailure(error);
      } finally {
        usePlaybooks.getState().setRunning(null);
      }
    },
    [client],
  );
  return {
    run,
    arrived,
    failure,
    cancel: () => {
      if (arrived.run !== null) cancelRun({ run: arrived.run });
    },
    answer: (answer: string) => {
      if (arrived.asking !== null) answerTo({ id: arrived.asking.id, answer });
      setArrived((before) => ({ ...before, asking: null }));
    },
    decide: (id: string, decision: LeaveDecision) => {
      setArrived((before) => ({ ...before, leaving: null }));
      decideOn({ id, decision });
    },
  };
}
