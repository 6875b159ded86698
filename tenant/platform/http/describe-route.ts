import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { problem } from './problem.ts';

const WRITES: ReadonlySet<unknown> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** What an `Idempotency-Key` must be: signs that can be printed. */
export const IDEMPOTENCY_KEY = /^[\x21-\x7e]{8,200}$/;

/**
 * Describes a route in OpenAPI: its schemas, of which a problem has a media type of its own, and the headers that hooks take
 * of every write. A route takes `If-Match` that says how it answers what has changed meanwhile (412).
 */
export const describeRoute: typeof jsonSchemaTransform = (described) => {
  const { schema: whole, url } = jsonSchemaTransform(described);
  if (whole === undefined || whole.hide === true) return { schema: whole, url };
  const { method, schema: own } = described.route;
  const response = own?.response as Readonly<Record<string, unknown>> | undefined;
  const schema = { ...whole, response: withProblems(whole.response, response) };
  if (!WRITES.has(method) || !url.startsWith('/api/')) return { schema, url };
  const headers = {
    type: 'object',
    properties: {
      'idempotency-key': { type: 'string', pattern: IDEMPOTENCY_KEY.source },
      ...(response?.['412'] !== undefined && { 'if-match': { type: 'string' } }),
    },
  };
  return { schema: { ...schema, headers }, url };
};

/** Answers by status, those that are problems as they are sent. */
function withProblems(
  described: unknown,
  schemas: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(described ?? {}).map(([status, schema]) => [
      status,
      schemas[status] === problem
        ? { content: { 'application/problem+json': { schema } } }
        : schema,
    ]),
  );
}
