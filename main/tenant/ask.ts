import { z } from 'zod';
import { Failure } from '#shared/model/failure.ts';
import { traceParent } from './click-trace.ts';
import type { Connection } from './connection.ts';
import { askTenant, type TenantRequest } from './tenant-https.ts';

const problem = z.object({ code: z.string(), title: z.string() });

/**
 * Asks the team server as the member who signed in. An answer that is not as it must be is a TENANT_ANSWER_BAD; a refusal
 * is the server's own code and words. Statuses besides 200 to 299 whose answers are read too are named.
 */
export type Ask = <T extends z.ZodType>(
  answer: T,
  asked: Omit<TenantRequest, 'token' | 'device'>,
  alsoGood?: readonly number[],
) => Promise<z.output<T>>;

/** Asks over a connection. */
export function createAsk(connection: Connection): Ask {
  return async (answer, asked, alsoGood = []) => {
    const token = await connection.token();
    const { status, json } = await askTenant(connection.address, {
      ...asked,
      headers: { ...asked.headers, traceparent: traceParent() },
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
  return new Failure(read.data.code, read.data.title, { status }, { retryable });
}
