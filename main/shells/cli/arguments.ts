import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { Failure } from '#shared/model/failure.ts';

/** Wrong usage: exit code 2. */
export function usage(message: string): Failure {
  return new Failure('USAGE', `${message} Run "error-iq --help" for the commands.`);
}

const EVERYWHERE = {
  json: { type: 'boolean' },
  data: { type: 'string' },
  'passphrase-file': { type: 'string' },
  'profile-passphrase-file': { type: 'string' },
  formats: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies ParseArgsOptionsConfig;

/** Options and words of a command. Throws USAGE for what the command does not know. */
export function parseCommand<T extends ParseArgsOptionsConfig>(args: string[], options: T) {
  try {
    return parseArgs({
      args,
      options: { ...EVERYWHERE, ...options },
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    throw usage(error instanceof Error ? toldByNode(error.message) : 'This is not a command.');
  }
}

/** The first sentence of what Node says of wrong options, and how a value with a dash is given where that was it. */
function toldByNode(message: string): string {
  const dash = /use '(--[^']+)'/.exec(message)?.[1];
  const sentence = `${message.split('.')[0]}.`;
  return dash === undefined
    ? sentence
    : `${sentence} A value that begins with a dash is given as ${dash}.`;
}

/** A whole number given as an option. */
export function wholeNumber(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0)
    throw usage(`--${name} takes a whole number, not "${text}".`);
  return value;
}
