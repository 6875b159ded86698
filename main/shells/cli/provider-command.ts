import { readFile } from 'node:fs/promises';
import { LABELS } from '#shared/model/label.ts';
import {
  ALLOWANCES,
  MODEL_TASKS,
  PROVIDER_KINDS,
  addressOf,
  type BudgetLimits,
  type Provider,
} from '#shared/model/provider.ts';
import { provider as providerSchema, taskRoutes } from '#shared/model/provider-schemas.ts';
import { createProviderDesk, type ProviderDesk } from '../../assistant/index.ts';
import { parseCommand, usage, wholeNumber } from './arguments.ts';
import { passphraseIn } from './command-case.ts';
import { openProfile } from './command-signing.ts';
import { choiceOf, EXIT, print } from './command.ts';
import { documentText } from './document-text.ts';

const OPTIONS = {
  kind: { type: 'string' },
  model: { type: 'string', multiple: true },
  url: { type: 'string' },
  region: { type: 'string' },
  proxy: { type: 'string' },
  ca: { type: 'string' },
  timeout: { type: 'string' },
  'per-minute': { type: 'string' },
  'key-file': { type: 'string' },
  'key-id-file': { type: 'string' },
  expires: { type: 'string' },
  'case-tokens': { type: 'string' },
  'case-money': { type: 'string' },
  'month-tokens': { type: 'string' },
  'month-money': { type: 'string' },
} as const;

type Values = ReturnType<typeof parseCommand<typeof OPTIONS>>['values'];

interface Asked {
  readonly desk: ProviderDesk;
  readonly words: readonly string[];
  readonly values: Values;
}

const ACTIONS: Readonly<Record<string, (asked: Asked) => Promise<unknown>>> = {
  list,
  set,
  key,
  test,
  policy,
  route,
  limits,
  'remove-key': async ({ desk, words }) => {
    desk.shelf.removeKey(idOf(words));
    return list({ desk });
  },
  remove: async ({ desk, words }) => {
    desk.shelf.remove(idOf(words));
    return list({ desk });
  },
  usage: async ({ desk }) => ({ usage: desk.usage() }),
};

/** `provider ACTION ...`: the language models that may be asked, kept with their keys in the vault of the profile. */
export async function providerCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, OPTIONS);
  const [action = 'list', ...words] = positionals;
  const run = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  if (run === undefined) throw usage(`"provider" takes ${Object.keys(ACTIONS).join(', ')}.`);
  const { dataFolder, passphraseFile } = choiceOf(values);
  const vault = await openProfile(dataFolder, passphraseFile, 'To use providers');
  try {
    const document = await run({ desk: createProviderDesk(vault), words, values });
    print(values.json === true ? JSON.stringify(document) : documentText(document));
  } finally {
    vault.lock();
  }
  return EXIT.done;
}

function idOf([id]: readonly string[]): string {
  if (id === undefined) throw usage('Name the provider.');
  return id;
}

async function list({ desk }: Pick<Asked, 'desk'>) {
  const { shelf } = desk;
  return {
    providers: desk.list().map(({ ca, ...one }) => ({
      ...one,
      address: addressOf(one),
      ca: ca !== null,
    })),
    policy: shelf.policy(),
    routes: shelf.routes(),
    limits: shelf.limits(),
  };
}

async function set({ desk, words, values }: Asked) {
  const id = idOf(words);
  const before = desk.shelf.list().find((one) => one.id === id);
  const kind = PROVIDER_KINDS.find((known) => known === (values.kind ?? before?.kind ?? id));
  if (kind === undefined) throw usage(`--kind takes ${PROVIDER_KINDS.join(', ')}.`);
  const models = values.model?.map(modelOf) ?? before?.models ?? [];
  if (models.length === 0) {
    throw usage(
      'Name its models with --model NAME, or --model NAME:INPUT:OUTPUT with prices for a million tokens.',
    );
  }
  const next: Provider = {
    id,
    kind,
    baseUrl: values.url ?? before?.baseUrl ?? null,
    region: values.region ?? before?.region ?? null,
    proxy: values.proxy ?? before?.proxy ?? null,
    ca: values.ca === undefined ? (before?.ca ?? null) : await readFile(values.ca, 'utf8'),
    models,
    timeoutSeconds: wholeNumber('timeout', values.timeout, before?.timeoutSeconds ?? 120),
    callsPerMinute:
      values['per-minute'] === undefined
        ? (before?.callsPerMinute ?? null)
        : wholeNumber('per-minute', values['per-minute'], 0),
    keyExpires: before?.keyExpires ?? null,
  };
  const checked = providerSchema.safeParse(next);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw usage(`${issue?.path.join('.') ?? 'This'}: ${issue?.message ?? 'cannot be used'}.`);
  }
  desk.shelf.set(checked.data);
  return list({ desk });
}

/** `NAME`, or `NAME:INPUT:OUTPUT` with prices. Names may have colons themselves (`llama3:8b`). */
function modelOf(text: string): Provider['models'][number] {
  const [, id = text, input, output] = /^(.+):(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  const price = (part: string | undefined): number | null =>
    part === undefined ? null : Number(part);
  return { id, inputPrice: price(input), outputPrice: price(output) };
}

async function key({ desk, words, values }: Asked) {
  const id = idOf(words);
  const file = values['key-file'];
  if (file === undefined) {
    throw usage(
      'Put the key on the first line of a file and name that with --key-file: it is never given on the command line.',
    );
  }
  const idFile = values['key-id-file'];
  const keyId = idFile === undefined ? null : (await passphraseIn(idFile)).trim();
  const expires = values.expires ?? null;
  if (expires !== null && !/^\d{4}-\d{2}-\d{2}$/.test(expires)) {
    throw usage(`--expires takes a day such as 2027-01-31, not "${expires}".`);
  }
  desk.shelf.setKey(id, { keyId, key: (await passphraseIn(file)).trim() }, expires);
  return list({ desk });
}

async function test({ desk, words, values }: Asked) {
  const stop = new AbortController();
  const onInterrupt = (): void => stop.abort();
  process.once('SIGINT', onInterrupt);
  try {
    return await desk.test(idOf(words), values.model?.[0] ?? null, stop.signal);
  } finally {
    process.off('SIGINT', onInterrupt);
  }
}

async function policy({ desk, words }: Asked) {
  const next: Record<string, string> = { ...desk.shelf.ownPolicy() };
  for (const word of words) {
    const [label = '', allowance = ''] = word.split('=');
    if (
      !LABELS.some((known) => known === label) ||
      !ALLOWANCES.some((known) => known === allowance)
    ) {
      throw usage(
        `A policy is ${LABELS.join(', ')}, each =${ALLOWANCES.join(' or =')}; not "${word}".`,
      );
    }
    next[label] = allowance;
  }
  // Each name and value was found among the known ones.
  desk.shelf.setPolicy(next as ReturnType<typeof desk.shelf.policy>);
  return { policy: desk.shelf.policy() };
}

async function route({ desk, words }: Asked) {
  const [task, ...ways] = words;
  if (task === undefined) return { routes: desk.shelf.routes() };
  if (!MODEL_TASKS.some((known) => known === task)) {
    throw usage(
      `"route" takes ${MODEL_TASKS.join(', ')}, and then PROVIDER/MODEL in the order in which they are asked.`,
    );
  }
  const routes = ways.map((way) => {
    const at = way.indexOf('/');
    const id = at < 0 ? way : way.slice(0, at);
    const known = desk.shelf.provider(id);
    return { provider: id, model: at < 0 ? (known.models[0]?.id ?? '') : way.slice(at + 1) };
  });
  desk.shelf.setRoutes(taskRoutes.parse({ ...desk.shelf.routes(), [task]: routes }));
  return { routes: desk.shelf.routes() };
}

async function limits({ desk, values }: Asked) {
  const amount = (
    name: 'case-tokens' | 'case-money' | 'month-tokens' | 'month-money',
    kept: number | null,
  ) => {
    const text = values[name];
    if (text === undefined) return kept;
    if (text === 'none') return null;
    const value = Number(text);
    if (!Number.isFinite(value) || value < 0) throw usage(`--${name} takes a number, or "none".`);
    return value;
  };
  const before = desk.shelf.limits();
  const next: BudgetLimits = {
    caseTokens: amount('case-tokens', before.caseTokens),
    caseMoney: amount('case-money', before.caseMoney),
    monthTokens: amount('month-tokens', before.monthTokens),
    monthMoney: amount('month-money', before.monthMoney),
  };
  desk.shelf.setLimits(next);
  return { limits: next };
}
