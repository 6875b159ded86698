import {
  keepPreviousData,
  QueryClientProvider,
  useMutation,
  useQuery,
  type UseQueryResult,
} from '@tanstack/react-query';
import { createContext, useContext, type ReactNode } from 'react';
import type { CallName, Input, Output } from '#shared/contract/index.ts';
import type { ContractFailure, Client } from './client.ts';
import { formerFailure, queryClient } from './kept-answers.ts';

const Context = createContext<Client | null>(null);

/** Gives the client to what is inside. */
export function ClientProvider({ client, children }: { client: Client; children: ReactNode }) {
  return (
    <Context.Provider value={client}>
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
    </Context.Provider>
  );
}

/** The client. */
export function useClient(): Client {
  const client = useContext(Context);
  if (client === null) throw new Error('there is no ClientProvider around this');
  return client;
}

/** What a call answered, and why not where it failed: both stay while it is asked again. */
export type Answer<N extends CallName> = Pick<
  UseQueryResult<Output<N>, ContractFailure>,
  'data' | 'error' | 'isFetching' | 'refetch'
>;

/** What a call answers, kept until an event of `main` makes it stale, or asked again every so often. */
export function useCall<N extends CallName>(
  name: N,
  input: Input<N>,
  options: { enabled?: boolean; keep?: boolean; everyMs?: number } = {},
): Answer<N> {
  const client = useClient();
  const result = useQuery<Output<N>, ContractFailure>({
    queryKey: [name, input],
    queryFn: ({ signal }) => client.call(name, input, signal),
    enabled: options.enabled ?? true,
    refetchInterval: options.everyMs ?? false,
    ...(options.keep === true ? { placeholderData: keepPreviousData } : {}),
  });
  const { data, error, refetch } = result;
  return {
    data,
    error: error ?? (data === undefined ? formerFailure(name, input) : null),
    refetch,
    // Only who reads it is drawn again with it.
    get isFetching() {
      return result.isFetching;
    },
  };
}

/** A call that changes something. Failures are shown by `onFailure` of the frame unless handled. */
export function useAction<N extends CallName>(name: N) {
  const client = useClient();
  return useMutation<Output<N>, ContractFailure, Input<N>>({
    mutationFn: (input) => client.call(name, input),
    // What was sent, a passphrase perhaps, is not kept once the answer is there.
    gcTime: 0,
  });
}
