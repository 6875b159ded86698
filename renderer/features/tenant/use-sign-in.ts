import { useEffect, useRef, useState } from 'react';
import type { Input, Item } from '#shared/contract/index.ts';
import { ContractFailure, useClient } from '../../client/index.ts';

export interface SignInInProgress {
  /** `done` is called when she is signed in. */
  begin(asked: Input<'tenant.signIn'>, done?: () => void): void;
  cancel(): void;
  readonly isWaiting: boolean;
  /** The page to be opened in a browser; null: not known yet. */
  readonly page: Item<'tenant.signIn'> | null;
  readonly failure: ContractFailure | null;
}

/** A sign-in that goes on in the browser; it is given up when what shows it goes away. */
export function useSignIn(): SignInInProgress {
  const client = useClient();
  const stop = useRef<AbortController | null>(null);
  const [isWaiting, setWaiting] = useState(false);
  const [page, setPage] = useState<Item<'tenant.signIn'> | null>(null);
  const [failure, setFailure] = useState<ContractFailure | null>(null);
  useEffect(() => () => stop.current?.abort(), []);

  const begin = (asked: Input<'tenant.signIn'>, done?: () => void): void => {
    const own = new AbortController();
    stop.current = own;
    setFailure(null);
    setPage(null);
    setWaiting(true);
    client
      .stream('tenant.signIn', asked, setPage, own.signal)
      .then(() => done?.())
      .catch((error: unknown) => {
        const isWanted = error instanceof ContractFailure && !own.signal.aborted;
        if (isWanted) setFailure(error);
      })
      .finally(() => {
        if (stop.current === own) setWaiting(false);
      });
  };
  return { begin, cancel: () => stop.current?.abort(), isWaiting, page, failure };
}
