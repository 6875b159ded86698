import { randomUUID } from 'node:crypto';
import type { ZodError } from 'zod';
import type { ContractError } from '#shared/contract/envelope.ts';
import { Failure } from '#shared/model/failure.ts';

/** Told of errors that nobody foresaw. Gets no message: it may hold log text. */
export type LogUnexpected = (entry: {
  traceId: string;
  call: string;
  error: string;
  frames: string[];
}) => void;

/** What the page learns of an error. Only a Failure's own words cross; anything else is logged and named by its trace id. */
export function contractError(error: unknown, call: string, log: LogUnexpected): ContractError {
  const traceId = randomUUID();
  if (error instanceof Failure) {
    const { code, message, details, retryable } = error;
    return { code, message, details, retryable, traceId };
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return { code: 'CANCELLED', message: 'Cancelled.', details: {}, retryable: true, traceId };
  }
  log({
    traceId,
    call,
    error: error instanceof Error ? error.name : typeof error,
    frames: error instanceof Error ? framesOf(error) : [],
  });
  return {
    code: 'INTERNAL',
    message:
      'Something went wrong inside Error-IQ. What was stored before is kept. Try again; if it happens again, the log in the data folder names the place.',
    details: {},
    retryable: false,
    traceId,
  };
}

function framesOf(error: Error): string[] {
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .map((line) => line.trim())
    .slice(0, 12);
}

/** What is wrong with an input: where and what was expected, never the value itself. */
export function invalidInput(error: ZodError): Failure {
  const [issue] = error.issues;
  const field = issue === undefined || issue.path.length === 0 ? 'the input' : issue.path.join('.');
  const expected = issue === undefined ? 'another value' : issue.message;
  return new Failure('INPUT_INVALID', `${field}: ${expected}`, { field });
}
