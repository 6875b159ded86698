import { z } from 'zod';
import { Failure } from '#shared/model/failure.ts';
import {
  DEFAULT_POLICY,
  type BudgetLimits,
  type KeyFacts,
  type Provider,
  type ProviderPolicy,
  type TaskRoutes,
} from '#shared/model/provider.ts';
import {
  budgetLimits,
  provider,
  providerKey,
  providerPolicy,
  taskRoutes,
  type ProviderKey,
} from '#shared/model/provider-schemas.ts';
import { narrowedPolicy } from '#shared/model/team-policy.ts';
import { readTeamPolicy } from '../../deployments/index.ts';
import type { Vault } from '../../vault/index.ts';

const DRAWER = 'assistant-providers';
const DAY_MS = 86_400_000;
/** A key shorter than this would be given away by its last characters. */
const SHOWABLE = 16;

const stored = z.strictObject({
  v: z.literal(1),
  providers: z.array(provider),
  keys: z.record(z.string(), providerKey.extend({ since: z.string() })),
  policy: providerPolicy,
  routes: taskRoutes,
  limits: budgetLimits,
});
type Stored = z.output<typeof stored>;

const NOTHING: Stored = {
  v: 1,
  providers: [],
  keys: {},
  policy: DEFAULT_POLICY,
  routes: { answer: [], summary: [], hypotheses: [], query: [], report: [] },
  limits: { caseTokens: null, caseMoney: null, monthTokens: null, monthMoney: null },
};

/** The providers of the profile, their keys, and what may be sent to them and spent. All sealed beside the vault. */
export interface ProviderShelf {
  list(): readonly (Provider & { readonly key: KeyFacts })[];
  /** Throws PROVIDER_UNKNOWN. */
  provider(id: string): Provider;
  /** Adds a provider, or replaces the one of that name. A key is not sent to another address than it was set for. */
  set(next: Provider): void;
  /** Takes a provider and its key out. Throws PROVIDER_UNKNOWN. */
  remove(id: string): void;
  /** Sets or replaces a key. Throws PROVIDER_UNKNOWN. */
  setKey(id: string, key: ProviderKey, expires: string | null): void;
  removeKey(id: string): void;
  /** For the call that sends it, and for nothing else. Null: none is set. */
  key(id: string): ProviderKey | null;
  /** What the own policy lets go to providers, under that of the team. */
  policy(): ProviderPolicy;
  ownPolicy(): ProviderPolicy;
  setPolicy(policy: ProviderPolicy): void;
  routes(): TaskRoutes;
  setRoutes(routes: TaskRoutes): void;
  limits(): BudgetLimits;
  setLimits(limits: BudgetLimits): void;
}

/** The shelf in a vault. Throws VAULT_LOCKED from every function while that is locked. */
export function createProviderShelf(
  vault: Pick<Vault, 'drawer'>,
  now: () => Date = () => new Date(),
): ProviderShelf {
  function read(): Stored {
    const text = vault.drawer(DRAWER).read();
    if (text === null) return NOTHING;
    const parsed = stored.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    throw new Failure(
      'PROVIDERS_UNREADABLE',
      'The settings of the providers were written by another version and cannot be read. They were left as they are.',
    );
  }
  const write = (change: Partial<Stored>): void =>
    vault.drawer(DRAWER).write(JSON.stringify({ ...read(), ...change }));

  function named(id: string): Provider {
    const found = read().providers.find((one) => one.id === id);
    if (found !== undefined) return found;
    throw new Failure('PROVIDER_UNKNOWN', `There is no provider "${id}". Add it first.`, { id });
  }

  function factsOf({ id, keyExpires }: Provider, keys: Stored['keys']): KeyFacts {
    const held = keys[id];
    const expiresInDays =
      keyExpires === null
        ? null
        : Math.ceil((Date.parse(`${keyExpires}T00:00:00Z`) - now().getTime()) / DAY_MS);
    if (held === undefined) return { set: false, last4: null, since: null, expiresInDays: null };
    const last4 = held.key.length >= SHOWABLE ? held.key.slice(-4) : null;
    return { set: true, last4, since: held.since, expiresInDays };
  }

  const without = <T>(held: Readonly<Record<string, T>>, id: string): Record<string, T> =>
    Object.fromEntries(Object.entries(held).filter(([name]) => name !== id));

  return {
    list() {
      const { providers, keys } = read();
      return providers.map((one) => ({ ...one, key: factsOf(one, keys) }));
    },
    provider: named,
    set(next) {
      const { providers, keys } = read();
      const before = providers.find(({ id }) => id === next.id);
      const moved =
        before !== undefined &&
        (before.kind !== next.kind ||
          before.baseUrl !== next.baseUrl ||
          before.region !== next.region ||
          before.proxy !== next.proxy);
      const others = providers.filter(({ id }) => id !== next.id);
      write({
        providers: [...others, next].toSorted((a, b) => a.id.localeCompare(b.id)),
        keys: moved ? without(keys, next.id) : keys,
      });
    },
    remove(id) {
      named(id);
      const { providers, keys, routes } = read();
      const kept = Object.entries(routes).map(([task, list]) => [
        task,
        list.filter((route) => route.provider !== id),
      ]);
      write({
        providers: providers.filter((one) => one.id !== id),
        keys: without(keys, id),
        routes: taskRoutes.parse(Object.fromEntries(kept)),
      });
    },
    setKey(id, key, expires) {
      const of = named(id);
      const { keys, providers } = read();
      write({
        providers: providers.map((one) => (one.id === id ? { ...of, keyExpires: expires } : one)),
        keys: { ...keys, [id]: { ...key, since: now().toISOString() } },
      });
    },
    removeKey(id) {
      named(id);
      write({ keys: without(read().keys, id) });
    },
    key(id) {
      const held = read().keys[id];
      return held === undefined ? null : { keyId: held.keyId, key: held.key };
    },
    policy: () => narrowedPolicy(read().policy, readTeamPolicy(vault)),
    ownPolicy: () => read().policy,
    setPolicy: (policy) => write({ policy }),
    routes: () => read().routes,
    setRoutes: (routes) => write({ routes }),
    limits: () => read().limits,
    setLimits: (limits) => write({ limits }),
  };
}
