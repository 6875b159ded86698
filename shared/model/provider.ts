import type { Label } from './label.ts';

/** Services that answer with a language model, by the protocol that they speak. */
export const PROVIDER_KINDS = [
  'openai',
  'anthropic',
  'azure',
  'google',
  'bedrock',
  'mistral',
  'openai-compatible',
  'ollama',
] as const;
export type ProviderKind = (typeof PROVIDER_KINDS)[number];

/** Which providers a label allows: every one, those that run on this machine, or none. */
export const ALLOWANCES = ['any', 'local', 'none'] as const;
export type Allowance = (typeof ALLOWANCES)[number];
export type ProviderPolicy = Readonly<Record<Label, Allowance>>;

export const DEFAULT_POLICY: ProviderPolicy = {
  public: 'any',
  internal: 'any',
  confidential: 'any',
  restricted: 'local',
};

/** What a model is asked for; each may go to another provider. */
export const MODEL_TASKS = ['answer', 'summary', 'hypotheses', 'query', 'report'] as const;
export type ModelTask = (typeof MODEL_TASKS)[number];

/** A model of a provider, and what it costs: money for a million tokens, in the currency of the budget. */
export interface ProviderModel {
  readonly id: string;
  /** Null: it is not known, and counts as nothing. */
  readonly inputPrice: number | null;
  readonly outputPrice: number | null;
}

/** A provider as the analyst set it up; its key is not here. */
export interface Provider {
  /** Name that it is called by: `openai`, `team-gateway`. */
  readonly id: string;
  readonly kind: ProviderKind;
  /** Null: the address that its maker documents. */
  readonly baseUrl: string | null;
  /** Of Bedrock. */
  readonly region: string | null;
  /** `http://HOST:PORT`; null: none. */
  readonly proxy: string | null;
  /** Certificates in PEM that are trusted beside those of the system; null: none. */
  readonly ca: string | null;
  /** The first is the one that is used unless another is named. */
  readonly models: readonly ProviderModel[];
  /** Seconds without a byte after which a call is given up. */
  readonly timeoutSeconds: number;
  /** Calls a minute; null: as many as there are. */
  readonly callsPerMinute: number | null;
  /** Day on which its key expires, `2027-01-31`; null: not known. */
  readonly keyExpires: string | null;
}

/** What is known of a provider's key without having it. */
export interface KeyFacts {
  readonly set: boolean;
  /** Its last four characters; null: it is not set, or so short that they would give it away. */
  readonly last4: string | null;
  /** When it was set, RFC 3339 UTC. */
  readonly since: string | null;
  /** Days until it expires, negative when it has; null: not known. */
  readonly expiresInDays: number | null;
}

/** Where each task goes: first, and then, when that fails. */
export interface TaskRoute {
  readonly provider: string;
  readonly model: string;
}
export type TaskRoutes = Readonly<Record<ModelTask, readonly TaskRoute[]>>;

/** What may be spent; null: as much as is asked for. */
export interface BudgetLimits {
  readonly caseTokens: number | null;
  readonly caseMoney: number | null;
  readonly monthTokens: number | null;
  readonly monthMoney: number | null;
}

/** Tokens and money that went, or that are held for calls under way. */
export interface Spent {
  readonly tokens: number;
  readonly money: number;
}

const DEFAULT_ADDRESS: Readonly<Record<ProviderKind, string | null>> = {
  openai: 'https://api.openai.com/v1',
  anthropic: 'https://api.anthropic.com/v1',
  azure: null,
  google: 'https://generativelanguage.googleapis.com/v1beta',
  bedrock: null,
  mistral: 'https://api.mistral.ai/v1',
  'openai-compatible': null,
  ollama: 'http://127.0.0.1:11434/api',
};

/** Where a provider is asked; null: it has to be said. */
export function addressOf({
  kind,
  baseUrl,
  region,
}: Pick<Provider, 'kind' | 'baseUrl' | 'region'>): string | null {
  if (baseUrl !== null) return baseUrl;
  if (kind === 'bedrock' && region !== null) {
    return `https://bedrock-runtime.${region}.amazonaws.com`;
  }
  return DEFAULT_ADDRESS[kind];
}

/** Whether what is sent to a provider stays on this machine: its address is a loopback one and no proxy is between. */
export function isLocal(
  provider: Pick<Provider, 'kind' | 'baseUrl' | 'region' | 'proxy'>,
): boolean {
  const address = addressOf(provider);
  if (address === null || provider.proxy !== null) return false;
  let host: string;
  try {
    host = new URL(address).hostname;
  } catch {
    return false;
  }
  // A name may be resolved to anywhere; these cannot.
  return host === 'localhost' || host === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

/** Whether a policy lets what a label protects go to a provider. */
export function isAllowed(
  policy: ProviderPolicy,
  label: Label,
  provider: Pick<Provider, 'kind' | 'baseUrl' | 'region' | 'proxy'>,
): boolean {
  const allowance = policy[label];
  return allowance === 'any' || (allowance === 'local' && isLocal(provider));
}
