import { z } from 'zod';
import { Failure } from '#shared/model/failure.ts';
import type {
  AnswerOf,
  AnswerStatus,
  Given,
  OperationName,
  Reads,
} from '#shared/tenant-api/operation.ts';
import type { Problem } from '#shared/tenant-api/operations.ts';
import { traceParent } from './click-trace.ts';
import type { Connection } from './connection.ts';
import { operationRequest, type AnyGiven } from './operation-request.ts';
import { askTenant } from './tenant-https.ts';

const problem = z.object({
  code: z.string(),
  title: z.string(),
  details: z.object({ current: z.string().optional() }).optional(),
}) satisfies z.ZodType<unknown, Pick<Problem, 'code' | 'title'>>;

/**
 * Asks the team server for one of its operations as the member who signed in. An answer that is not as it must be is a
 * TENANT_ANSWER_BAD; a refusal is the server's own code and words. Statuses besides 200 to 299 whose answers are read too are
 * named. What the operation does not take, or what reads other answers than it gives, does not compile.
 */
export type Ask = <
  Name extends OperationName,
  Answer extends z.ZodType,
  Also extends AnswerStatus<Name> = never,
>(
  name: Name,
  answer: Answer & Reads<Answer, AnswerOf<Name, Also>>,
  ...asked: Record<string, never> extends Given<Name>
    ? [given?: Given<Name>, alsoGood?: readonly Also[]]
    : [given: Given<Name>, alsoGood?: readonly Also[]]
) => Promise<z.output<Answer>>;

/** Asks over a connection. */
export function createAsk(connection: Connection): Ask {
  return async (name, answer, ...asked) => {
    const [given, alsoGood = []] = asked as readonly [AnyGiven?, (readonly number[])?];
    const token = await connection.token();
    const request = operationRequest(name, given);
    const { status, json } = await askTenant(connection.address, {
      ...request,
      headers: { ...request.headers, traceparent: traceParent() },
      token,
      device: connection.device,
    });
    const isGood = (status >= 200 && status < 300) || alsoGood.includes(status);
    if (!isGood) {
      const refusal = refusalOf(status, json);
      if (refusal.code === 'NOT_SIGNED_IN') connection.refused();
      throw refusal;
    }
    const read = answer.safeParse(json);
    if (read.success) return read.data;
    throw new Failure(
      'TENANT_ANSWER_BAD',
      'The team server answered something that this Error-IQ does not understand. One of them may be too old; nothing was changed.',
      { status },
    );
  };
}

/** What the server says in words is for a person; a status without words is told by its number. */
function refusalOf(status: number, json: unknown): Failure {
  const read = problem.safeParse(json);
  const retryable = status === 429 || status >= 500;
  if (!read.success) {
    return new Failure(
      'TENANT_ANSWER_BAD',
      `The team server refused with status ${status} and said no more. Nothing was changed.`,
      { status },
      { retryable },
    );
  }
  const { code, title, details } = read.data;
  // What is there now, where something was changed meanwhile.
  const current = details?.current;
  const facts = { status, ...(current !== undefined && { current }) };
  return new Failure(code, title, facts, { retryable });
}
