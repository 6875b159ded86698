import { useEffect, useRef, useState } from 'react';
import type { Item, Output } from '#shared/contract/index.ts';
import { ContractFailure, useClient } from '../../client/index.ts';

export type VerifyProgress = Item<'journal.verify'>;

interface Verify {
  /** Null: nobody is checking. */
  readonly progress: VerifyProgress | null;
  /** Of the last check that came to its end. */
  readonly verdict: Output<'journal.verify'> | null;
  readonly failure: ContractFailure | null;
  verify(): void;
  stop(): void;
}

const BEGINNING: VerifyProgress = { what: 'records', path: '', done: 0, total: 0 };

/** The check of the open case, as far as it has come. It ends when what shows it goes. */
export function useVerify(): Verify {
  const client = useClient();
  const [progress, setProgress] = useState<VerifyProgress | null>(null);
  const [verdict, setVerdict] = useState<Output<'journal.verify'> | null>(null);
  const [failure, setFailure] = useState<ContractFailure | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const verify = (): void => {
    const stop = new AbortController();
    running.current = stop;
    setProgress(BEGINNING);
    setVerdict(null);
    setFailure(null);
    client
      .stream('journal.verify', {}, setProgress, stop.signal)
      .then(setVerdict)
      .catch((error: unknown) => {
        if (error instanceof ContractFailure && error.code !== 'CANCELLED') setFailure(error);
      })
      .finally(() => setProgress(null));
  };
  return { progress, verdict, failure, verify, stop: () => running.current?.abort() };
}
