import { jsonSchemaTransform } from 'fastify-type-provider-zod';

const WRITES: ReadonlySet<unknown> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** What an `Idempotency-Key` must be: signs that can be printed. */
export const IDEMPOTENCY_KEY = /^[\x21-\x7e]{8,200}$/;

/**
 * Describes a route in OpenAPI: its schemas, and the headers that hooks take of every write. A route takes `If-Match` that
 * says how it answers what has changed meanwhile (412).
 */
export const describeRoute: typeof jsonSchemaTransform = (described) => {
  const { schema, url } = jsonSchemaTransform(described);
  const { method, schema: own } = described.route;
  const isHidden = schema === undefined || schema.hide === true;
  if (isHidden || !WRITES.has(method) || !url.startsWith('/api/')) return { schema, url };
  const response = own?.response as Readonly<Record<string, unknown>> | undefined;
  const headers = {
    type: 'object',
    properties: {
      'idempotency-key': { type: 'string', pattern: IDEMPOTENCY_KEY.source },
      ...(response?.['412'] !== undefined && { 'if-match': { type: 'string' } }),
    },
  };
  return { schema: { ...schema, headers }, url };
};
