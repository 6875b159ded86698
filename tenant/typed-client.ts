import { z } from 'zod';
import { problem } from './platform/index.ts';
import { schemaType, type JsonSchema } from './schema-type.ts';

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: JsonSchema }>>;
}

/** As much of an operation of OpenAPI 3.1 as the server describes. */
interface Operation {
  readonly tags: readonly [string];
  readonly summary: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: 'path' | 'query' | 'header';
    readonly required?: boolean;
    readonly schema: JsonSchema;
  }[];
  readonly requestBody?: Content & { readonly required?: boolean };
  readonly responses: Readonly<Record<string, Content>>;
}

/** What the server says of itself at `/api/v1/openapi.json`. */
export interface ApiDescription {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const SAYS =
  'What the team server says of itself, by `npm run build:tenant-client`: not written by hand.';

/**
 * The types of all operations that a server describes: TypeScript by file name, a file for each tag and `operations.ts` for
 * all of them, not formatted. Throws a TypeError for a schema that has no type here, so that nothing is left out in silence.
 */
export function typedClient({ paths }: ApiDescription): Readonly<Record<string, string>> {
  const byTag = new Map<string, string[]>();
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags[0].replaceAll(' ', '-');
      const operations = byTag.get(tag) ?? [];
      byTag.set(tag, operations);
      operations.push(printed(`${method.toUpperCase()} ${path}`, operation));
    }
  }
  const tags = [...byTag].map(([tag, operations]) => {
    const name = `${tag.replace(/(?:^|-)./g, (at) => at.slice(-1).toUpperCase())}Operations`;
    return { tag, name, text: `export interface ${name} {\n${operations.join('\n')}\n}\n` };
  });
  const files = tags.map(({ tag, text }) => [`${tag}.ts`, `/** ${SAYS} */\n${text}`]);
  const imports = tags.map(({ tag, name }) => `import type { ${name} } from './${tag}.ts';\n`);
  const all = `export type Operations = ${tags.map(({ name }) => name).join(' & ')};\n`;
  const refusal = `/** How what is refused is answered. */\nexport type Problem = ${PROBLEM};\n`;
  const whole = `${imports.toSorted().join('')}\n/** ${SAYS} */\n${all}\n${refusal}`;
  return Object.fromEntries([...files, ['operations.ts', whole]]);
}

const PROBLEM = schemaType(z.toJSONSchema(problem) as JsonSchema);

/** What is sent to an operation, what it answers by status, and the statuses that are answered with a problem. */
function printed(name: string, operation: Operation): string {
  const { summary, requestBody, responses } = operation;
  const body = bodyType(requestBody);
  const given = [
    ...['path', 'query', 'header'].flatMap((place) => parameters(operation, place)),
    ...(body === null ? [] : [`body: ${body}`]),
  ];
  const all = Object.entries(responses);
  const refusals = all.filter(([, answer]) => isProblem(answer)).map(([status]) => status);
  const answers = all.flatMap(([status, answer]) =>
    isProblem(answer) ? [] : [`${status}: ${bodyType(answer) ?? 'null'}`],
  );
  return `/** ${summary}. */
'${name}': {
  given: ${given.length === 0 ? 'Record<string, never>' : `{ ${given.join('; ')} }`};
  answers: { ${answers.join('; ')} };
  refusals: ${refusals.length === 0 ? 'never' : refusals.join(' | ')};
};`;
}

const isProblem = ({ content }: Content): boolean =>
  content?.['application/problem+json'] !== undefined;

/** Null: there is none. */
function bodyType(body: Content | undefined): string | null {
  const schema = body?.content?.['application/json']?.schema;
  return schema === undefined ? null : schemaType(schema);
}

function parameters({ parameters: all = [] }: Operation, place: string): string[] {
  const of = all.filter((one) => one.in === place);
  if (of.length === 0) return [];
  const required = of.filter((one) => one.required === true).map(({ name }) => name);
  const properties = Object.fromEntries(of.map(({ name, schema }) => [name, schema]));
  const type = schemaType({ type: 'object', properties, required });
  return [`${place === 'header' ? 'headers' : place}${required.length === 0 ? '?' : ''}: ${type}`];
}
