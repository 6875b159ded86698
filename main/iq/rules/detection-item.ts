import type { Node, Value, WildcardPart } from '#shared/query/index.ts';
import { base64Offsets, utf16 } from './encodings.ts';
import { group, not, term } from './nodes.ts';
import { casedRegex, dashRegex, ruleRegex } from './rule-regex.ts';
import { RuleRefusal } from './rule.ts';
import type { Yaml, YamlScalar } from './rule-yaml.ts';
import { joinedParts, partsOf, plainText } from './sigma-string.ts';

/** What compiling a rule needs to know of the records and of the analyst. */
export interface DetectionScope {
  /** Names of a field of the rule's taxonomy in the records; any of them may be the one. */
  readonly fieldNames: (name: string) => readonly string[];
  /** Values of the placeholders that `expand` asks for. */
  readonly placeholders: ReadonlyMap<string, readonly string[]>;
}

/** A value on its way through the modifiers. */
type Draft =
  | { readonly kind: 'text'; readonly parts: readonly WildcardPart[] }
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'null' };

interface Chain {
  readonly names: ReadonlySet<string>;
  readonly line: number;
}

const KNOWN = new Set(
  (
    'contains startswith endswith all any cased neq exists windash re i ignorecase m multiline s dotall ' +
    'base64 base64offset utf16le utf16be utf16 wide lt lte gt gte cidr expand fieldref ' +
    'minute hour day week month year'
  ).split(' '),
);
/** What says how a value is compared: only one of them can be meant. */
const KINDS = ['re', 'cidr', 'lt', 'lte', 'gt', 'gte', 'exists', 'fieldref'] as const;
const TIME_PARTS = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const;

/**
 * The query of `Field|modifier|...: values` (modifiers appendix 2.1). An empty name is a search in the whole
 * record. Throws a RuleRefusal that names what is not supported.
 */
export function itemNode(key: string, value: Yaml, line: number, scope: DetectionScope): Node {
  const [name = '', ...modifiers] = key.split('|');
  const chain: Chain = { names: new Set(modifiers), line };
  const [unknown] = modifiers.filter((modifier) => !KNOWN.has(modifier));
  if (unknown !== undefined) throw new RuleRefusal(`There is no modifier "${unknown}".`, line);
  const kinds = KINDS.filter((kind) => chain.names.has(kind));
  if (kinds.length > 1) {
    throw new RuleRefusal(`"${kinds.join('" and "')}" cannot both be meant.`, line);
  }
  const scalars = scalarsOf(value, line);
  if (scalars.length === 0) throw new RuleRefusal(`"${key}" has no value.`, line);
  const nodes = scalars.map((scalar) =>
    group('or', valueNodes(name, modifiers, chain, scalar, scope)),
  );
  const joined = group(chain.names.has('all') ? 'and' : 'or', nodes);
  return chain.names.has('neq') ? not(joined) : joined;
}

function scalarsOf(value: Yaml, line: number): YamlScalar[] {
  if (value.kind === 'scalar') return [value];
  if (value.kind === 'map') {
    throw new RuleRefusal('A field has a value or a list of values, not a map.', line);
  }
  return value.items.map((item) => {
    if (item.kind === 'scalar') return item;
    throw new RuleRefusal('A list of values has only texts and numbers in it.', item.line);
  });
}

/** Nodes of one value: several where a modifier makes several of it. */
function valueNodes(
  name: string,
  modifiers: readonly string[],
  chain: Chain,
  scalar: YamlScalar,
  scope: DetectionScope,
): Node[] {
  const fields = name === '' ? ['*'] : scope.fieldNames(name);
  const any = (value: Value): Node =>
    group(
      'or',
      fields.map((field) => term(field, value)),
    );
  const has = (modifier: string): boolean => chain.names.has(modifier);
  if (has('exists')) return [existence(fields, scalar)];
  if (has('fieldref')) return [reference(fields, scalar, chain, scope)];
  if (has('cidr')) return [any({ kind: 'word', text: networkText(scalar) })];
  const compare = (['lt', 'lte', 'gt', 'gte'] as const).find(has);
  if (compare !== undefined) return [any(bounds(compare, scalar))];
  const time = TIME_PARTS.find(has);
  if (time !== undefined) return [any(timePart(time, scalar))];
  if (has('re')) {
    const flags = ['i', 'm', 's'].filter((flag) => has(flag) || has(LONG_FLAGS[flag] ?? ''));
    try {
      return [any(ruleRegex(scalar.text, flags.join('')))];
    } catch (error) {
      const reason = error instanceof Error ? error.message : '';
      throw new RuleRefusal(`The expression of "${name}" is not used: ${reason}.`, scalar.line);
    }
  }
  if (scalar.type === 'null') {
    if (name === '') throw new RuleRefusal('A keyword cannot be null.', scalar.line);
    return [
      group(
        'and',
        fields.map((field) => not(term(field, { kind: 'exists' }))),
      ),
    ];
  }
  const expanded = has('expand') ? expand(scalar, scope) : [partsOf(scalar.text)];
  return expanded
    .flatMap((parts) => transformed({ kind: 'text', parts }, modifiers, scalar.line))
    .map((parts) => any(stringValue(parts, chain, name === '')));
}

const LONG_FLAGS: Readonly<Record<string, string>> = {
  i: 'ignorecase',
  m: 'multiline',
  s: 'dotall',
};

function existence(fields: readonly string[], scalar: YamlScalar): Node {
  if (scalar.type !== 'boolean') {
    throw new RuleRefusal('"exists" takes true or false.', scalar.line);
  }
  const there = group(
    'or',
    fields.map((field) => term(field, { kind: 'present' })),
  );
  return scalar.text.toLowerCase() === 'true' ? there : not(there);
}

function reference(
  fields: readonly string[],
  scalar: YamlScalar,
  chain: Chain,
  scope: DetectionScope,
): Node {
  const contains = chain.names.has('contains');
  const before = contains || chain.names.has('endswith');
  const after = contains || chain.names.has('startswith');
  return group(
    'or',
    fields.flatMap((field) =>
      scope
        .fieldNames(scalar.text)
        .map((name) => term(field, { kind: 'field', name, before, after })),
    ),
  );
}

function networkText(scalar: YamlScalar): string {
  if (!/^[\da-fA-F:.]+\/\d{1,3}$/.test(scalar.text)) {
    throw new RuleRefusal(`"${scalar.text}" is not a network such as 10.0.0.0/8.`, scalar.line);
  }
  return scalar.text;
}

function bounds(compare: 'lt' | 'lte' | 'gt' | 'gte', scalar: YamlScalar): Value {
  if (!/^-?\d+(\.\d+)?$/.test(scalar.text)) {
    throw new RuleRefusal(`"${compare}" takes a number, not "${scalar.text}".`, scalar.line);
  }
  const isUp = compare.startsWith('g');
  const included = compare.endsWith('e');
  return {
    kind: 'range',
    from: isUp ? scalar.text : null,
    to: isUp ? null : scalar.text,
    fromIncluded: included,
    toIncluded: included,
  };
}

/** A part of a date in the field's own text (ISO 8601), no zone reckoned with, as Sigma has it. */
function timePart(part: (typeof TIME_PARTS)[number], scalar: YamlScalar): Value {
  const number = Number(scalar.text);
  if (part === 'week') {
    throw new RuleRefusal('"week" is not supported: a date does not say its week.', scalar.line);
  }
  if (!Number.isInteger(number) || number < 0) {
    throw new RuleRefusal(`"${part}" takes a whole number.`, scalar.line);
  }
  const two = String(number).padStart(2, '0');
  const day = '^\\d{4}-\\d\\d-';
  const source = {
    year: `^${String(number).padStart(4, '0')}-`,
    month: `^\\d{4}-${two}-`,
    day: `${day}${two}(?!\\d)`,
    hour: `${day}\\d\\d[T ]${two}:`,
    minute: `${day}\\d\\d[T ]\\d\\d:${two}`,
  }[part];
  return { kind: 'regex', source, flags: '' };
}

function expand(scalar: YamlScalar, { placeholders }: DetectionScope): WildcardPart[][] {
  let texts = [''];
  for (const piece of scalar.text.split(/(\\%|%[^%\s]+%)/)) {
    const name = /^%([^%]+)%$/.exec(piece)?.[1];
    const values = name === undefined ? [piece === '\\%' ? '%' : piece] : placeholders.get(name);
    if (values === undefined || values.length === 0) {
      throw new RuleRefusal(
        `The placeholder ${piece} has no values. Give them in a file of the rules folder: "placeholders: {${name}: [value, …]}".`,
        scalar.line,
      );
    }
    texts = texts.flatMap((text) => values.map((value) => text + value));
  }
  return texts.map(partsOf);
}

/** Applies what changes a value, in the order in which it is written. */
function transformed(
  draft: Draft,
  modifiers: readonly string[],
  line: number,
): (readonly WildcardPart[])[] {
  let drafts: Draft[] = [draft];
  for (const modifier of modifiers) {
    drafts = drafts.flatMap((one) => changed(one, modifier, line));
  }
  return drafts.flatMap((one): (readonly WildcardPart[])[] => {
    if (one.kind === 'text') return [joinedParts(one.parts)];
    return one.kind === 'bytes' ? [[{ literal: one.bytes.toString('latin1') }]] : [];
  });
}

const STAR = { wild: '*' } as const;

function changed(draft: Draft, modifier: string, line: number): Draft[] {
  switch (modifier) {
    case 'contains':
    case 'startswith':
    case 'endswith': {
      const parts = asParts(draft);
      const before = modifier === 'startswith' ? [] : [STAR];
      const after = modifier === 'endswith' ? [] : [STAR];
      return [{ kind: 'text', parts: [...before, ...parts, ...after] }];
    }
    case 'wide':
    case 'utf16le':
      return [{ kind: 'bytes', bytes: utf16(plain(draft, modifier, line), 'le', false) }];
    case 'utf16be':
      return [{ kind: 'bytes', bytes: utf16(plain(draft, modifier, line), 'be', false) }];
    case 'utf16':
      return [{ kind: 'bytes', bytes: utf16(plain(draft, modifier, line), 'le', true) }];
    case 'base64':
      return [literal(bytesOf(draft, modifier, line).toString('base64'))];
    case 'base64offset':
      return base64Offsets(bytesOf(draft, modifier, line)).map(literal);
    default:
      return [draft];
  }
}

function literal(text: string): Draft {
  return { kind: 'text', parts: [{ literal: text }] };
}

function asParts(draft: Draft): readonly WildcardPart[] {
  if (draft.kind === 'text') return draft.parts;
  return draft.kind === 'bytes' ? [{ literal: draft.bytes.toString('latin1') }] : [];
}

function plain(draft: Draft, modifier: string, line: number): string {
  const text = draft.kind === 'text' ? plainText(draft.parts) : null;
  if (text !== null) return text;
  throw new RuleRefusal(`"${modifier}" cannot encode a value with * or ?.`, line);
}

function bytesOf(draft: Draft, modifier: string, line: number): Buffer {
  return draft.kind === 'bytes' ? draft.bytes : Buffer.from(plain(draft, modifier, line), 'utf8');
}

/** A text as a value of the query language: the whole of a field, or anywhere in a record. */
function stringValue(parts: readonly WildcardPart[], chain: Chain, isKeyword: boolean): Value {
  const sought = isKeyword ? inner(parts) : parts;
  const [only] = sought;
  if (sought.length === 1 && only !== undefined && 'wild' in only && only.wild === '*') {
    return { kind: 'exists' };
  }
  if (chain.names.has('windash')) {
    const dashed = dashRegex(sought, !isKeyword);
    if (dashed !== null) return dashed;
  }
  if (chain.names.has('cased')) return casedRegex(sought, !isKeyword);
  const text = plainText(sought);
  if (text !== null) return whole(text, isKeyword);
  return { kind: 'wildcard', parts: sought };
}

/** Keywords are found anywhere, so stars at their ends say nothing. */
function inner(parts: readonly WildcardPart[]): readonly WildcardPart[] {
  const isStar = (part: WildcardPart | undefined): boolean =>
    part !== undefined && 'wild' in part && part.wild === '*';
  const from = isStar(parts[0]) && parts.length > 1 ? 1 : 0;
  const to = isStar(parts.at(-1)) && parts.length - from > 1 ? parts.length - 1 : parts.length;
  return parts.slice(from, to);
}

/** A text that looks like a network is meant as a text here. */
function whole(text: string, isKeyword: boolean): Value {
  const looksLikeNetwork = /^[\da-fA-F:.]+\/\d{1,3}$/.test(text);
  if (!looksLikeNetwork || isKeyword) return { kind: 'word', text };
  return { ...casedRegex([{ literal: text }], true), flags: 'i' } as Value;
}
