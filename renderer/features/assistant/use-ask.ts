import { useCallback, useRef, useState } from 'react';
import type { Item } from '#shared/contract/index.ts';
import { ContractFailure, useClient } from '../../client/index.ts';
import { useAsking } from './asking-store.ts';

type Said = Item<'assistant.ask'>;
export type Step = Extract<Said, { type: 'step' }>['step'];
export type Statement = Extract<Said, { type: 'statement' }>['statement'];

/** What of an answer has arrived. */
export interface Arrived {
  readonly steps: readonly Step[];
  readonly statements: readonly Statement[];
  /** Words of a model since its last step: not checked, and not of the answer. */
  readonly saying: string;
}

const NOTHING: Arrived = { steps: [], statements: [], saying: '' };

function arrivedWith(arrived: Arrived, said: Said): Arrived {
  switch (said.type) {
    case 'step':
      return { ...arrived, steps: [...arrived.steps, said.step], saying: '' };
    case 'saying':
      return { ...arrived, saying: arrived.saying + said.words };
    case 'statement':
      return { ...arrived, statements: [...arrived.statements, said.statement], saying: '' };
    case 'again':
      return { ...arrived, statements: [], saying: '' };
  }
}

/** Asks questions; gives what has arrived of the answer, and why the last came to nothing. */
export function useAsk() {
  const client = useClient();
  const [arrived, setArrived] = useState<Arrived>(NOTHING);
  const [failure, setFailure] = useState<ContractFailure | null>(null);
  const latest = useRef<AbortSignal | null>(null);
  const ask = useCallback(
    async (question: string, replaces: string | null, provider: string | null): Promise<void> => {
      const asking = useAsking.getState().begin(question, replaces);
      const { signal } = asking.stop;
      latest.current = signal;
      setFailure(null);
      setArrived(NOTHING);
      try {
        await client.stream(
          'assistant.ask',
          { question, replaces, provider },
          (said) => {
            if (latest.current === signal) setArrived((before) => arrivedWith(before, said));
          },
          signal,
        );
      } catch (error) {
        const stopped = error instanceof ContractFailure && error.code === 'CANCELLED';
        if (!stopped && latest.current === signal && error instanceof ContractFailure) {
          setFailure(error);
        }
      } finally {
        useAsking.getState().end(asking);
      }
    },
    [client],
  );
  return { ask, arrived, failure };
}
