import { existsSync } from 'node:fs';
import { MessageChannel } from 'node:worker_threads';
import { resolve } from 'node:path';
import type { OpenCase } from '../../open-case.ts';
import { profileRules } from '../../rules/index.ts';
import { analysisDocument } from './analysis-document.ts';
import { parseCommand, usage } from './arguments.ts';
import { namedCase } from './command-case.ts';
import { choiceOf, print, requireZone } from './command.ts';
import { startLiveAlerts, type LiveAlerts } from './live-alerts.ts';
import { exitCodeOf } from './path-or-case.ts';
import { showProgress } from './progress-line.ts';
import { unreadBefore, unreadSince } from './unread-since.ts';

const TELL_EVERY_MS = 500;

/**
 * `follow CASE PATH...`, `follow CASE -`, `follow CASE -- COMMAND ARGS`: reads on as it grows, until the stream ends or
 * Ctrl+C, after which it can be gone on with. With `--alert` (or `--rules PATH`) detection rules run over it meanwhile.
 */
export async function followCommand(args: string[]): Promise<number> {
  const at = args.indexOf('--');
  const command = at < 0 ? [] : args.slice(at + 1);
  const { values, positionals } = parseCommand(at < 0 ? args : args.slice(0, at), {
    tz: { type: 'string' },
    match: { type: 'string' },
    alert: { type: 'boolean' },
    rules: { type: 'string', multiple: true },
  });
  const [casePath, ...paths] = positionals;
  const isStream = command.length > 0 || paths[0] === '-';
  if (casePath === undefined || command.length > 0 === paths.length > 0) {
    throw usage(
      '"follow" takes a case, and files and folders, or - for standard input, or -- and a command.',
    );
  }
  const choice = choiceOf(values);
  requireZone(choice.zone);
  const started = performance.now();
  const { open, finish } = await namedCase(casePath, choice, true);
  let alerts: LiveAlerts | null = null;
  const asked = isStream ? [] : paths.map((path) => resolve(path));
  try {
    const before = await unreadBefore(open);
    const named = (values.rules ?? []).map((path) => resolve(path));
    if (values.alert === true || named.length > 0) {
      const rules = named.length > 0 ? named : await profileRules(choice.dataFolder);
      alerts = await startLiveAlerts(open, rules, (line) => values.json !== true && print(line));
    }
    const stopped = untilStopped();
    const telling = setInterval(() => tell(open), TELL_EVERY_MS);
    try {
      if (isStream) await Promise.race([stopped.done, followStream(open, command)]);
      else {
        for (const path of asked) sayWhatIsAwaited(path);
        await open.following.follow(asked, values.match);
        await stopped.done;
      }
      await open.following.close();
    } finally {
      clearInterval(telling);
      stopped.release();
      showProgress(null);
    }
    await open.settled();
    const hits = (await alerts?.last()) ?? null;
    const analysis = await analysisDocument(
      open,
      (performance.now() - started) / 1000,
      before.skipped,
    );
    const { sources, records, seconds } = analysis;
    const found = hits === null ? {} : { hits, problems: alerts?.loaded.problems ?? [] };
    if (values.json === true) print(JSON.stringify({ sources, records, seconds, ...found }));
    else print(`${records.toLocaleString('en')} records in ${casePath}`);
    return exitCodeOf(await unreadSince(open, before, asked));
  } finally {
    await alerts?.close();
    await finish();
  }
}

/** A file may be followed before it is there; whoever misspelt its name would wait for ever. */
function sayWhatIsAwaited(path: string): void {
  if (existsSync(path)) return;
  process.stderr.write(`${path} is not there yet. It is followed from its beginning once it is.\n`);
}

function tell(open: OpenCase): void {
  const sources = open.sources();
  const live = sources.filter(({ state }) => state === 'following').length;
  const records = sources.reduce((sum, source) => sum + source.records, 0);
  showProgress(`following ${live}, ${records.toLocaleString('en')} records (Ctrl+C to stop)`);
}

/** Resolves at Ctrl+C or when the system ends the program. */
function untilStopped(): { readonly done: Promise<void>; release(): void } {
  let stop = (): void => {};
  const done = new Promise<void>((resolveDone) => {
    stop = resolveDone;
  });
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  return {
    done,
    release() {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    },
  };
}

async function followStream(open: OpenCase, command: readonly string[]): Promise<void> {
  if (command.length > 0) {
    await open.following.followStream({ kind: 'command', command });
    return;
  }
  const { port1, port2 } = new MessageChannel();
  const following = open.following.followStream({ kind: 'port', port: port2 });
  let ahead = 0;
  port1.on('message', () => {
    ahead--;
    if (ahead < PIECES_AHEAD) process.stdin.resume();
  });
  process.stdin.on('data', (piece: Buffer) => {
    port1.postMessage(new Uint8Array(piece));
    ahead++;
    if (ahead >= PIECES_AHEAD) process.stdin.pause();
  });
  process.stdin.once('end', () => port1.postMessage(null));
  await following;
  process.stdin.destroy();
  port1.close();
}

/** Pieces of standard input that may wait to be written. */
const PIECES_AHEAD = 16;
