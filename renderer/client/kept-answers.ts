import { notifyManager, QueryCache, QueryClient, hashKey, type Query } from '@tanstack/react-query';
import type { CallName, Input, Item, Output } from '#shared/contract/index.ts';
import { ContractFailure, type Client } from './client.ts';
import { useConnection } from './connection.ts';

/** Why what is asked for was not answered when it last was. */
const failures = new WeakMap<object, ContractFailure>();

/** The answers that the page keeps. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      if (error instanceof ContractFailure) failures.set(query, error);
    },
    onSuccess: (_answer, query) => void failures.delete(query),
  }),
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

const isOfCase = isAnyOf(OF_A_CASE);

/** Among them: which case is open, and which ones there are. */
const isOfApp = isAnyOf(['app.', 'cases.']);

/** Which calls an event of `main` makes stale, by the beginning of their names. */
const STALE: Readonly<Record<Exclude<Item<'app.events'>['type'], 'case'>, readonly string[]>> = {
  vault: OF_A_CASE,
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

/**
 * Why a call failed that is being asked again: TanStack Query clears the error of one that was never answered, and a screen
 * would be blank until it has failed again.
 */
export function formerFailure<N extends CallName>(
  name: N,
  input: Input<N>,
): ContractFailure | null {
  const query = queryClient.getQueryCache().get(hashKey([name, input]));
  return query === undefined ? null : (failures.get(query) ?? null);
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
      void followCase(client, isOfCase);
      return;
    }
    const stale = STALE[event.type];
    if (stale.length === 0) return;
    askAgain(isAnyOf(stale));
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
    void followCase(client, () => true);
  });
  void queryClient.prefetchQuery({
    queryKey: ['app.state', {}],
    queryFn: () => client.call('app.state', {}),
  });
}

/**
 * Asks which case is open. Where it is another, what was answered of the one before is forgotten: it would be shown as the next
 * case's until that one is answered. Else what is stale is asked again, and shown until then.
 */
async function followCase(client: Client, isStale: (query: Query) => boolean): Promise<void> {
  const state = await client.call('app.state', {}).catch(() => null);
  const shown = queryClient.getQueryData<Output<'app.state'>>(['app.state', {}]);
  if (state === null || state.openCase?.path === shown?.openCase?.path) askAgain(isStale);
  else forgetCase(state);
}

/** In the moment in which the page learns which case is open: before, the screen is about the one before. */
function forgetCase(state: Output<'app.state'>): void {
  const isOfOne = (query: Query): boolean => isOfCase(query) && !isOfApp(query);
  notifyManager.batch(() => {
    for (const query of queryClient.getQueryCache().findAll({ predicate: isOfOne })) {
      failures.delete(query);
    }
    queryClient.removeQueries({ type: 'inactive', predicate: isOfOne });
    queryClient.setQueryData(['app.state', {}], state);
    // Without a case the screens that show one go by themselves.
    if (state.openCase !== null) void queryClient.resetQueries({ predicate: isOfOne });
    askAgain((query) => isOfCase(query) && (state.openCase === null || !isOfOne(query)));
  });
}

/** Whether a call's name begins with one of these. */
function isAnyOf(starts: readonly string[]): (query: Query) => boolean {
  return ({ queryKey: [name] }) => starts.some((start) => String(name).startsWith(start));
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
