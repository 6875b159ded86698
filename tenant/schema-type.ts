type TypeName = 'string' | 'integer' | 'number' | 'boolean' | 'null' | 'array' | 'object';

/** As much of JSON Schema as has a type here. */
export interface JsonSchema {
  readonly type?: TypeName | readonly TypeName[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  /** Patterns, where there are several. */
  readonly allOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly propertyNames?: JsonSchema;
}

/** What types are made of. */
const MAKES = [
  'type',
  'const',
  'enum',
  'anyOf',
  'oneOf',
  'items',
  'prefixItems',
  'properties',
  'required',
  'additionalProperties',
  'propertyNames',
];
/** What the server holds values to, of which a type says nothing. */
const HOLDS = [
  'format',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minItems',
  'maxItems',
  'default',
  'description',
  '$schema',
];
const HOLDING: ReadonlySet<string> = new Set(HOLDS);
const KNOWN: ReadonlySet<string> = new Set([...MAKES, ...HOLDS]);

const holdsOnly = (schema: JsonSchema): boolean =>
  Object.keys(schema).every((keyword) => HOLDING.has(keyword));

/** The type of what a schema lets through, as TypeScript. Throws a TypeError for a keyword that is not known here. */
export function schemaType(schema: JsonSchema): string {
  const { allOf = [], ...alone } = schema;
  const unknown = Object.keys(alone).filter((keyword) => !KNOWN.has(keyword));
  if (!allOf.every(holdsOnly)) unknown.push('allOf');
  if (unknown.length > 0) throw new TypeError(`no type for ${unknown.join(', ')} in a schema`);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(' | ');
  const either = schema.anyOf ?? schema.oneOf;
  if (either !== undefined) return [...new Set(either.map(schemaType))].join(' | ');
  const { type } = schema;
  if (type === undefined) return 'unknown';
  const types = (typeof type === 'string' ? [type] : type).map((one) => typeNamed(one, schema));
  return types.join(' | ');
}

function typeNamed(type: TypeName, schema: JsonSchema): string {
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
      return type;
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return arrayType(schema);
    case 'object':
      return objectType(schema);
  }
}

function arrayType({ items, prefixItems }: JsonSchema): string {
  if (prefixItems !== undefined) return `[${prefixItems.map(schemaType).join(', ')}]`;
  return items === undefined ? 'unknown[]' : `(${schemaType(items)})[]`;
}

function objectType(schema: JsonSchema): string {
  const { properties = {}, required = [], additionalProperties, propertyNames } = schema;
  const members = Object.entries(properties).map(
    ([name, one]) =>
      `${JSON.stringify(name)}${required.includes(name) ? '' : '?'}: ${schemaType(one)}`,
  );
  const isOpen = typeof additionalProperties === 'object' || additionalProperties === true;
  if (!isOpen) return members.length === 0 ? 'Record<string, never>' : `{ ${members.join('; ')} }`;
  const others = additionalProperties === true ? 'unknown' : schemaType(additionalProperties);
  const names = propertyNames === undefined ? 'string' : schemaType(propertyNames);
  const rest = `Record<${names}, ${others}>`;
  return members.length === 0 ? rest : `{ ${members.join('; ')} } & ${rest}`;
}
