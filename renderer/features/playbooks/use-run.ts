import { useCallback, useEffect, useRef, useState } from 'react';
import type { Input, Item } from '#shared/contract/index.ts';
import { ContractFailure, useAction, useClient } from '../../client/index.ts';
import { usePlaybooks } from './playbooks-store.ts';

type Said = Item<'playbooks.run'>;
export type RunningStep = Omit<Extract<Said, { type: 'step' }>, 'type'>;
type Asking = Extract<Said, { type: 'asking' }>['asking'];

/** What of a run has arrived, and what it waits for. */
export interface Arrived {
  readonly steps: readonly RunningStep[];
  readonly asking: Asking | null;
}

const NOTHING: Arrived = { steps: [], asking: null };

function arrivedWith(before: Arrived, said: Said): Arrived {
  switch (said.type) {
    case 'begun':
      return before;
    case 'step': {
      const { type: _, ...step } = said;
      const others = before.steps.filter((one) => one.step.path !== step.step.path);
      const waits = step.state === 'running' ? {} : { asking: null };
      return { ...before, ...waits, steps: [...others, step] };
    }
    case 'asking':
      return { ...before, asking: said.asking };
  }
}

/** Runs playbooks; gives what has arrived of the run, and why the last failed. */
export function useRun() {
  const client = useClient();
  const { mutate: answerTo } = useAction('playbooks.answer');
  const { mutate: cancelRun } = useAction('playbooks.cancel');
  const [arrived, setArrived] = useState<Arrived>(NOTHING);
  const [failure, setFailure] = useState<ContractFailure | null>(null);
  const inSight = useInSight();
  useStopUnanswered(arrived.asking !== null);
  const run = useCallback(
    async (input: Input<'playbooks.run'>, title: string): Promise<void> => {
      const stop = new AbortController();
      usePlaybooks.getState().setRunning({ stop, title, run: null });
      setFailure(null);
      setArrived(NOTHING);
      try {
        const take = (said: Said): void => {
          if (said.type === 'begun') {
            usePlaybooks.getState().setRunning({ stop, title, run: said.run });
          }
          // Nobody would see what it asks: it goes on from there when it is looked at again.
          if (said.type === 'asking' && !inSight.current) stop.abort();
          setArrived((before) => arrivedWith(before, said));
        };
        const { run: ended } = await client.stream('playbooks.run', input, take, stop.signal);
        usePlaybooks.getState().show({ kind: 'run', run: ended });
      } catch (error) {
        if (!(error instanceof ContractFailure)) throw error;
        if (error.code !== 'CANCELLED') setFailure(error);
      } finally {
        usePlaybooks.getState().setRunning(null);
      }
    },
    [client, inSight],
  );
  return {
    run,
    arrived,
    failure,
    cancel: () => {
      const { running } = usePlaybooks.getState();
      if (running?.run != null) cancelRun({ run: running.run });
    },
    answer: (answer: string) => {
      if (arrived.asking !== null) answerTo({ id: arrived.asking.id, answer });
      setArrived((before) => ({ ...before, asking: null }));
    },
  };
}

/** Whether the screen is still open. */
function useInSight(): { readonly current: boolean } {
  const inSight = useRef(true);
  useEffect(() => {
    inSight.current = true;
    return () => {
      inSight.current = false;
    };
  }, []);
  return inSight;
}

/** Breaks a run off that waits for the analyst when the screen is left; it can go on. */
function useStopUnanswered(waits: boolean): void {
  const latest = useRef(waits);
  useEffect(() => {
    latest.current = waits;
  }, [waits]);
  useEffect(
    () => () => {
      if (latest.current) usePlaybooks.getState().running?.stop.abort();
    },
    [],
  );
}
