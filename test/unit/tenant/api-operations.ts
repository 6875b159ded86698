import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { TestTenant } from './test-tenant.ts';

/** As much of JSON Schema as the description of the API uses. */
export interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly minItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

interface Described {
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { schema: Schema } } };
}

/** One operation that the server describes. */
export interface Operation extends Described {
  /** `GET /api/v1/me` */
  readonly name: string;
  readonly method: string;
  readonly path: string;
}

/** Every operation that the server describes in OpenAPI. */
export async function operationsOf(tenant: TestTenant): Promise<Operation[]> {
  const { json } = await tenant.ask('/api/v1/openapi.json');
  const paths = Object.entries(json.paths as Record<string, Record<string, Described>>);
  return paths.flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({
      ...described,
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
    })),
  );
}

/** A value that a schema takes: the smallest that means something. */
export function sampleOf(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const [one] = schema.anyOf ?? schema.oneOf ?? [];
  if (one !== undefined) return sampleOf(one);
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map((name) => [name, sampleOf(schema.properties?.[name] ?? {})]),
      );
    case 'array':
      return Array.from({ length: schema.minItems ?? 1 }, () => sampleOf(schema.items ?? {}));
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 0, (schema.exclusiveMinimum ?? -1) + 1);
    case 'boolean':
      return false;
    case 'string':
      if (schema.format === 'uuid' || schema.format === 'lowercase') return randomUUID();
      if (schema.format === 'email') return `${randomUUID()}@example.org`;
      if (schema.format === 'uri') return 'https://example.org/';
      if (schema.format === 'date-time') return new Date().toISOString();
      return textOf(schema);
    default:
      return null;
  }
}

function textOf({ minLength = 1, pattern }: Schema): string {
  const plain = 'A'.repeat(Math.max(minLength, 1));
  if (pattern === undefined || new RegExp(pattern).test(plain)) return plain;
  return fc.sample(fc.stringMatching(new RegExp(pattern)), { seed: 1, numRuns: 1 })[0] ?? '';
}

/** A request for an operation with values that it takes. */
export function requestOf({ method, path, parameters = [], requestBody }: Operation): {
  path: string;
  method: string;
  body?: unknown;
} {
  const given = (place: string) => parameters.filter((one) => one.in === place);
  const filled = given('path').reduce(
    (text, { name, schema }) => text.replace(`{${name}}`, String(sampleOf(schema))),
    path,
  );
  const query = new URLSearchParams(
    given('query')
      .filter(({ required }) => required)
      .map(({ name, schema }) => [name, String(sampleOf(schema))]),
  );
  const schema = requestBody?.content['application/json'].schema;
  return {
    method,
    path: query.size === 0 ? filled : `${filled}?${query}`,
    ...(schema && { body: sampleOf(schema) }),
  };
}
