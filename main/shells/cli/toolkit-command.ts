import { Failure } from '#shared/model/failure.ts';
import { placeOf, type GivenClient, type ToolkitReach } from '#shared/model/toolkit.ts';
import { givenClient, secretName, toolkit } from '#shared/model/toolkit-schemas.ts';
import { createToolkitDesk, type ToolkitDesk } from '../../assistant/index.ts';
import { parseCommand, usage } from './arguments.ts';
import { openInBrowser } from './browser.ts';
import { passphraseIn } from './command-case.ts';
import { openProfile } from './command-signing.ts';
import { choiceOf, EXIT, print } from './command.ts';
import { documentText } from './document-text.ts';

const OPTIONS = {
  url: { type: 'string' },
  'secret-file': { type: 'string' },
  none: { type: 'boolean' },
  'client-id': { type: 'string' },
  'allow-origin': { type: 'string', multiple: true },
  'no-open': { type: 'boolean' },
} as const;

type Values = ReturnType<typeof parseCommand<typeof OPTIONS>>['values'];

interface Asked {
  readonly desk: ToolkitDesk;
  readonly words: readonly string[];
  readonly values: Values;
  readonly signal: AbortSignal;
}

const ACTIONS: Readonly<Record<string, (asked: Asked) => Promise<unknown>>> = {
  list,
  add,
  tools: async ({ desk, words, signal }) => ({
    tools: await desk.tools(wordOf(words, 0, 'the toolkit'), signal),
  }),
  allow,
  disallow: async ({ desk, words }) => {
    desk.shelf.disallow(wordOf(words, 0, 'the toolkit'), wordOf(words, 1, 'the tool'));
    return list({ desk });
  },
  secret,
  'sign-in': signIn,
  'sign-out': async ({ desk, words }) => {
    await desk.signOut(wordOf(words, 0, 'the toolkit'));
    return list({ desk });
  },
  remove: async ({ desk, words }) => {
    desk.shelf.remove(wordOf(words, 0, 'the toolkit'));
    return list({ desk });
  },
};

/** `toolkit ACTION ...`: tools of other programs that a model may use, kept with their credentials in the vault. */
export async function toolkitCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, OPTIONS);
  const [action = 'list', ...words] = positionals;
  const run = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  if (run === undefined) throw usage(`"toolkit" takes ${Object.keys(ACTIONS).join(', ')}.`);
  const { dataFolder, passphraseFile } = choiceOf(values);
  const vault = await openProfile(dataFolder, passphraseFile, 'To use toolkits');
  const stop = new AbortController();
  const onInterrupt = (): void => stop.abort();
  process.once('SIGINT', onInterrupt);
  try {
    const asked = { desk: createToolkitDesk(vault), words, values, signal: stop.signal };
    const document = await run(asked);
    print(values.json === true ? JSON.stringify(document) : documentText(document));
  } finally {
    process.off('SIGINT', onInterrupt);
    vault.lock();
  }
  return EXIT.done;
}

function wordOf(words: readonly string[], at: number, what: string): string {
  const word = words[at];
  if (word === undefined) throw usage(`Name ${what}.`);
  return word;
}

async function list({ desk }: Pick<Asked, 'desk'>) {
  return { toolkits: desk.shelf.list().map((one) => ({ ...one, place: placeOf(one) })) };
}

async function add({ desk, words, values: { url } }: Asked) {
  const [id, command, ...args] = words;
  if (url !== undefined && command !== undefined) throw usage('Name --url or a command, not both.');
  if (url === undefined && command === undefined) {
    throw usage(
      'Say where it is: --url ADDRESS, or -- COMMAND ARGS for a program that is started.',
    );
  }
  const reach: ToolkitReach =
    url === undefined ? { kind: 'stdio', command: command ?? '', args } : { kind: 'http', url };
  const checked = toolkit.safeParse({ id, reach });
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw usage(`${issue?.path.join('.') ?? 'This'}: ${issue?.message ?? 'cannot be used'}.`);
  }
  desk.shelf.set(checked.data);
  return list({ desk });
}

async function allow({ desk, words, signal }: Asked) {
  const [id, name] = [wordOf(words, 0, 'the toolkit'), wordOf(words, 1, 'the tool')];
  const found = (await desk.tools(id, signal)).find((tool) => tool.name === name);
  if (found === undefined) {
    throw new Failure('TOOL_UNKNOWN', `The toolkit "${id}" offers no tool "${name}".`, {
      id,
      name,
    });
  }
  desk.shelf.allow(id, name, found.sha256);
  return { allowed: { ...found, standing: 'allowed' } };
}

async function secret({ desk, words, values }: Asked) {
  const [id, name] = [wordOf(words, 0, 'the toolkit'), wordOf(words, 1, 'the secret')];
  if (!secretName.safeParse(name).success)
    throw usage(`"${name}" is no name of a variable or header.`);
  const file = values['secret-file'];
  if (file === undefined && values.none !== true) {
    throw usage(
      'Put the secret on the first line of a file and name that with --secret-file: it is never given on the command line. --none takes it out.',
    );
  }
  desk.shelf.setSecret(id, name, file === undefined ? null : (await passphraseIn(file)).trim());
  return list({ desk });
}

async function signIn({ desk, words, values, signal }: Asked) {
  const id = wordOf(words, 0, 'the toolkit');
  const client = await clientIn(values);
  const open = (page: string): void => {
    process.stderr.write(`Sign in at ${page}\n`);
    if (values['no-open'] !== true) openInBrowser(page);
  };
  const origins = values['allow-origin'] ?? [];
  try {
    await desk.signIn(id, { origins, client, open }, signal);
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'TOOLKIT_ORIGINS_TO_ALLOW') throw error;
    const needed = String(error.details['origins']).split(' ');
    const flags = needed.map((origin) => `--allow-origin ${origin}`).join(' ');
    throw new Failure(error.code, `${error.message} To allow it: ${flags}`, error.details);
  }
  return list({ desk });
}

/** The client that was registered by hand; null: none was named. */
async function clientIn(values: Values): Promise<GivenClient | null> {
  const { 'client-id': id, 'secret-file': file } = values;
  if (id === undefined && file === undefined) return null;
  const secret = file === undefined ? null : (await passphraseIn(file)).trim();
  const checked = givenClient.safeParse({ id, secret });
  if (checked.success) return checked.data;
  throw usage(
    '--client-id names the client, and --secret-file a file with its secret, in plain ASCII, on the first line.',
  );
}
