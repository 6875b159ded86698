import { useEffect, useRef, useState } from 'react';
import type { Input, Output } from '#shared/contract/index.ts';
import { ContractFailure, useClient } from '../../client/index.ts';

type Wanted = Input<'tenant.readRawLogs'>;

/** Reading of raw logs on the server, one request of a person at a time. */
export interface Reading {
  readonly asked: Wanted | null;
  readonly page: Output<'tenant.readRawLogs'> | null;
  readonly isPending: boolean;
  readonly failure: ContractFailure | null;
  read(wanted: Wanted): void;
  stop(): void;
}

/**
 * Reads when asked to, and never by itself: each reading is an entry of the audit log under her name, so that no answer is
 * kept in a cache that would ask again. What runs is given up when what shows it goes away.
 */
export function useReading(): Reading {
  const client = useClient();
  const running = useRef<AbortController | null>(null);
  const [asked, setAsked] = useState<Wanted | null>(null);
  const [page, setPage] = useState<Reading['page']>(null);
  const [failure, setFailure] = useState<ContractFailure | null>(null);
  const [isPending, setPending] = useState(false);
  useEffect(() => () => running.current?.abort(), []);

  const read = (wanted: Wanted): void => {
    running.current?.abort();
    const own = new AbortController();
    running.current = own;
    setAsked(wanted);
    setFailure(null);
    setPending(true);
    client
      .call('tenant.readRawLogs', wanted, own.signal)
      .then((answer) => {
        if (running.current === own) setPage(answer);
      })
      .catch((error: unknown) => {
        if (error instanceof ContractFailure && !own.signal.aborted) setFailure(error);
      })
      .finally(() => {
        if (running.current === own) setPending(false);
      });
  };
  const stop = (): void => {
    running.current?.abort();
    setPending(false);
  };
  return { asked, page, isPending, failure, read, stop };
}
