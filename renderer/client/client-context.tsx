import {
  keepPreviousData,
  QueryClient,
  QueryClientProvider,
  useMutation,
  useQuery,
  type Query,
  type UseQueryResult,
} from '@tanstack/react-query';
import { createContext, useContext, type ReactNode } from 'react';
import type { CallName, Input, Item, Output } from '#shared/contract/index.ts';
import { useConnection } from './connection.ts';
import { ContractFailure, type Client } from './client.ts';

const Context = createContext<Client | null>(null);

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // What main owns changes only when main says so.
      staleTime: Number.POSITIVE_INFINITY,
      retry: (count, error) =>
        count < 2 && error instanceof ContractFailure && error.code === 'CONNECTION_LOST',
      refetchOnWindowFocus: false,
    },
  },
});

/** Calls whose answers are another case's when another is opened, or nobody's when the vault is locked. */
const OF_A_CASE = [
  'app.',
  'cases.',
  'sources.',
  'explore.',
  'templates.',
  'issues.',
  'hypotheses.',
  'compare.',
  'pins.',
  'view.',
  'journal.',
  'evidence.',
  'custody.',
  'privacy.',
  'reports.',
  'assistant.',
  'playbooks.',
  'rules.',
  'tenant.',
  'deployments.',
];

/** Which calls an event of `main` makes stale, by the beginning of their names. */
const STALE: Readonly<Record<Item<'app.events'>['type'], readonly string[]>> = {
  vault: OF_A_CASE,
  case: OF_A_CASE,
  sources: ['sources.list', 'sources.fitClock', 'privacy.', 'journal.'],
  records: [
    'rules.results',
    'explore.time',
    'explore.fields',
    'explore.facet',
    'explore.histogram',
  ],
  analysis: [
    'templates.',
    'issues.',
    'hypotheses.',
    'compare.',
    'explore.facet',
    'explore.record',
    'explore.context',
    'reports.preview',
    'assistant.',
  ],
  pins: ['pins.', 'journal.'],
  issues: ['issues.', 'journal.'],
  journal: ['journal.', 'assistant.', 'playbooks.runs'],
  evidence: ['evidence.', 'custody.', 'privacy.', 'journal.', 'reports.'],
  settings: ['app.state', 'providers.', 'toolkits.list', 'playbooks.list'],
  formats: ['formats.', 'sources.formats'],
  rules: ['rules.list', 'rules.get'],
  hits: ['rules.results'],
  tenant: ['tenant.'],
  'team-pack': [
    'teamPack.',
    'rules.list',
    'rules.get',
    'formats.',
    'sources.formats',
    'playbooks.list',
  ],
  ingest: [],
  failure: [],
};

/** Gives the client to what is inside. */
export function ClientProvider({ client, children }: { client: Client; children: ReactNode }) {
  return (
    <Context.Provider value={client}>
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
    </Context.Provider>
  );
}

/**
 * Keeps what is shown of `main` up to date for as long as the page lives, and asks for what the first screen needs: both go out
 * with the connection, in this order, so that nothing is missed between them.
 */
export function startFollowing(client: Client): void {
  const take = (event: Item<'app.events'>): void => {
    if (event.type === 'ingest') useConnection.getState().setProgress(event.progress);
    if (event.type === 'hits') useConnection.getState().setFreshHits(event.fresh);
    if (event.type === 'failure') useConnection.getState().setFailure(event.failure);
    // What a template or an issue holds is known once the records are folded: searches for it are asked again.
    if (event.type === 'records' || event.type === 'analysis' || event.type === 'hits') {
      useConnection.getState().recordsChanged();
    }
    if (event.type === 'vault')
      queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== 'app.state' });
    if (event.type === 'case') {
      useConnection.getState().setProgress(null);
      useConnection.getState().setFailure(null);
    }
    const stale = STALE[event.type];
    if (stale.length === 0) return;
    askAgain(({ queryKey }) => stale.some((start) => String(queryKey[0]).startsWith(start)));
  };
  let following = false;
  const follow = (): void => {
    following = true;
    const ended = (): void => void (following = false);
    client.stream('app.events', {}, take).then(ended, ended);
  };
  follow();
  client.onConnection((connected) => {
    useConnection.getState().setConnected(connected);
    if (!connected || following) return;
    follow();
    void queryClient.invalidateQueries();
  });
  void queryClient.prefetchQuery({
    queryKey: ['app.state', {}],
    queryFn: () => client.call('app.state', {}),
  });
}

/**
 * Asks again for what became stale. A first answer that is still on its way may be from before the event, and TanStack Query
 * would keep it as fresh: it is asked again once it is there.
 */
function askAgain(isStale: (query: Query) => boolean): void {
  const early = queryClient.getQueryCache().findAll({
    predicate: (query) =>
      isStale(query) && query.state.data === undefined && query.state.fetchStatus === 'fetching',
  });
  void queryClient.invalidateQueries({ predicate: isStale });
  for (const { promise, queryKey } of early) {
    const again = (): void => void queryClient.invalidateQueries({ queryKey, exact: true });
    promise?.then(again, again);
  }
}

/** The client. */
export function useClient(): Client {
  const client = useContext(Context);
  if (client === null) throw new Error('there is no ClientProvider around this');
  return client;
}

/** What a call answers, kept until an event of `main` makes it stale, or asked again every so often. */
export function useCall<N extends CallName>(
  name: N,
  input: Input<N>,
  options: { enabled?: boolean; keep?: boolean; everyMs?: number } = {},
): UseQueryResult<Output<N>, ContractFailure> {
  const client = useClient();
  return useQuery<Output<N>, ContractFailure>({
    queryKey: [name, input],
    queryFn: ({ signal }) => client.call(name, input, signal),
    enabled: options.enabled ?? true,
    refetchInterval: options.everyMs ?? false,
    ...(options.keep === true ? { placeholderData: keepPreviousData } : {}),
  });
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
