import { useEffect, useRef, useState } from 'react';
import type { Input, Item } from '#shared/contract/index.ts';
import { ContractFailure } from './client.ts';
import { useClient } from './client-context.tsx';

/** The streams that wait for a sign-in in the browser. */
type SignIn = 'tenant.signIn' | 'toolkits.signIn';

export interface SignInInProgress<Name extends SignIn> {
  /** `done` is called when she is signed in. */
  begin(asked: Input<Name>, done?: () => void): void;
  cancel(): void;
  readonly isWaiting: boolean;
  /** The page to be opened in a browser; null: not known yet. */
  readonly page: Item<Name> | null;
  readonly failure: ContractFailure | null;
}

/** A sign-in that goes on in the browser; it is given up when what shows it goes away. */
export function useSignIn<Name extends SignIn>(name: Name): SignInInProgress<Name> {
  const client = useClient();
  const stop = useRef<AbortController | null>(null);
  const [isWaiting, setWaiting] = useState(false);
  const [page, setPage] = useState<Item<Name> | null>(null);
  const [failure, setFailure] = useState<ContractFailure | null>(null);
  useEffect(() => () => stop.current?.abort(), []);

  const begin = (asked: Input<Name>, done?: () => void): void => {
    const own = new AbortController();
    stop.current = own;
    setFailure(null);
    setPage(null);
    setWaiting(true);
    client
      .stream(name, asked, setPage, own.signal)
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
