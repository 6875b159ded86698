import { spawn } from 'node:child_process';
import { Failure } from '#shared/model/failure.ts';

/**
 * What a command writes, to its output and its errors, in the order of arrival and line by line: the two are not cut into
 * each other. Aborting the signal ends the command. Throws COMMAND_NOT_STARTED when it could not be started, and
 * COMMAND_FAILED at the end when it ended with an error of its own.
 */
export async function* commandOutput(
  command: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const arrived: Buffer[] = [];
  let open = 2;
  let reason: string | null = null;
  let refused: string | null = null;
  let wake: (() => void) | null = null;
  const notify = (): void => {
    wake?.();
    wake = null;
  };
  const ended = new Promise<void>((resolve) => {
    child.on('error', (error) => {
      refused = 'code' in error ? String(error.code) : 'unknown';
      open = 0;
      resolve();
    });
    child.on('close', (code, by) => {
      if (refused === null && code !== 0) {
        reason = code === null ? `was ended by ${by ?? 'a signal'}` : `ended with code ${code}`;
      }
      open = 0;
      resolve();
    });
  });
  void ended.then(notify);
  for (const stream of [child.stdout, child.stderr]) {
    let rest: Buffer = Buffer.alloc(0);
    stream.on('data', (piece: Buffer) => {
      const all = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
      const end = all.lastIndexOf(10) + 1;
      rest = Buffer.from(all.subarray(end));
      if (end > 0) arrived.push(all.subarray(0, end));
      if (arrived.length > MOST_WAITING) stream.pause();
      notify();
    });
    stream.on('end', () => {
      if (rest.length > 0) arrived.push(rest);
      notify();
    });
  }
  const end = (): boolean => child.kill();
  signal.addEventListener('abort', end, { once: true });
  try {
    for (;;) {
      const next = arrived.shift();
      if (next !== undefined) {
        yield next;
      } else if (open === 0) {
        break;
      } else {
        child.stdout.resume();
        child.stderr.resume();
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
  if (refused !== null) throw notStarted(program, refused);
  if (reason !== null && !signal.aborted) {
    throw new Failure(
      'COMMAND_FAILED',
      `${command.join(' ')} ${String(reason)}. What it wrote before is kept.`,
      { command: program },
    );
  }
}

/** Why the system did not start a program, by its code, in words. */
const REFUSALS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such program; look at its spelling, or give its whole path',
  EACCES: 'this user may not run it, or it is no program',
};

function notStarted(program: string, code: string): Failure {
  return new Failure(
    'COMMAND_NOT_STARTED',
    `${program} could not be started: ${REFUSALS[code] ?? `the system says ${code}`}. Nothing was read.`,
    { command: program },
  );
}

/** Pieces that wait before the command is made to. */
const MOST_WAITING = 64;
