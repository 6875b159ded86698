import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { Failure } from '../../../shared/model/failure.ts';
import type { MasterKey } from './key-port.ts';

/** A KMS that does not answer is given up after so long, ms. */
const ANSWER_MS = 30_000;
/** The longest answer that is read. */
const MOST_BYTES = 64 * 1024;
const KEY = /^[A-Za-z0-9_-]{43}$/;
const LINE = /^\P{Cc}+$/u;

/** A program that answers for a master key, and how long it may take, ms. */
interface Program {
  readonly command: string;
  readonly answerMs: number;
}

/**
 * The master key of a KMS, which never leaves it: a program is run as `COMMAND wrap` with a key on its input (32 bytes in
 * base64url) and answers with a line that stands for it, and as `COMMAND unwrap` the other way round. By what it says on
 * its error output a failure is told, so it must say nothing secret there.
 */
export function commandKey(command: string, answerMs = ANSWER_MS): MasterKey {
  const digest = createHash('sha256').update(command).digest('hex');
  const program = { command, answerMs };
  return {
    id: `command-${digest.slice(0, 8)}`,
    raw: null,
    async wrap(key) {
      const text = key.toString('base64url');
      const wrapped = await answerOf(program, 'wrap', text);
      // One that gives back what it got would leave the key in clear beside what it locks.
      if (wrapped.includes(text) || !LINE.test(wrapped)) {
        throw failed(command, 'wrap', 'it did not answer with one line, or with the key itself');
      }
      return wrapped;
    },
    async unwrap(wrapped) {
      const key = await answerOf(program, 'unwrap', wrapped);
      if (!KEY.test(key)) throw failed(command, 'unwrap', 'it did not answer with a key');
      return Buffer.from(key, 'base64url');
    },
  };
}

function answerOf(program: Program, what: 'wrap' | 'unwrap', input: string): Promise<string> {
  const { command, answerMs } = program;
  return new Promise((resolve, reject) => {
    const child = spawn(command, [what], { stdio: 'pipe' });
    const [said, answered]: [string[], string[]] = [[], []];
    let bytes = 0;
    const fail = (reason: string): void => {
      clearTimeout(late);
      // Programs that it started may hold its outputs open, and are not waited for.
      child.kill('SIGKILL');
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
      reject(failed(command, what, reason));
    };
    const late = setTimeout(
      () => fail(`it did not answer within ${answerMs / 1000} s, and was ended`),
      answerMs,
    );
    const keep = (into: string[]) => (text: string) => {
      bytes += text.length;
      into.push(text);
      if (bytes > MOST_BYTES) fail(`it said more than ${MOST_BYTES / 1024} KiB, and was ended`);
    };
    child.stdout.setEncoding('utf8').on('data', keep(answered));
    child.stderr.setEncoding('utf8').on('data', keep(said));
    child.on('error', (error) => fail(error.message));
    child.on('close', (code, signal) => {
      clearTimeout(late);
      if (code === 0) resolve(answered.join('').trim());
      else if (signal !== null) fail(`it was ended by ${signal}`);
      else fail(said.join('').trim().slice(-300) || `it ended with ${code} and said nothing`);
    });
    // A program that ends before it has read everything says so by its exit code.
    child.stdin.on('error', () => {}).end(`${input}\n`);
  });
}

function failed(command: string, what: string, reason: string): Failure {
  return new Failure(
    'KEY_COMMAND_FAILED',
    `"${command} ${what}", which is to answer for the master key, failed: ${reason}. Nothing was changed.`,
    { command },
  );
}
