import { lastName } from '#shared/model/last-name.ts';
import { fieldCondition, quoteValue } from '#shared/query/index.ts';
import { surroundingsOf, type ToldBy } from '../../issues/index.ts';
import type { OpenCase } from '../../open-case.ts';
import { inView } from '../tools/search-tools.ts';
import { stemOf } from './tokens.ts';

/** What a field tells, by what people call it. */
export type FieldKind = ToldBy | 'status' | 'duration' | 'path' | 'client' | 'method' | 'size';

/** A field of the case's records, and what it may be called. */
export interface NamedField {
  readonly name: string;
  readonly kinds: readonly FieldKind[];
  /** Names in words, lower case: `response time`, `response`. */
  readonly names: readonly string[];
  /** Unit of its numbers in microseconds; null: it says none. */
  readonly unitUs: number | null;
  readonly numeric: boolean;
}

/** A value that records have in a field. */
export interface KnownValue {
  readonly field: NamedField;
  readonly value: string;
}

/** A template's words, in order, with where each stands in its text. */
interface TemplateWords {
  readonly text: string;
  readonly words: readonly {
    readonly stem: string;
    readonly start: number;
    readonly end: number;
  }[];
}

/** All that the words of a wish may name in a case. */
export interface CaseWords {
  readonly fields: readonly NamedField[];
  /** Values by their lower-case text, and by the last part of it where they have parts. */
  readonly values: ReadonlyMap<string, readonly KnownValue[]>;
  readonly sources: readonly { readonly base: string; readonly words: readonly string[] }[];
  readonly templates: readonly TemplateWords[];
  /** How many records a query finds. */
  count(query: string): Promise<number>;
}

/** Fields with more values than this in a sample name things one by one; they are looked up, not listed. */
const MOST_VALUES = 400;
const MOST_FIELDS = 120;
const KINDS: readonly (readonly [FieldKind, RegExp])[] = [
  [
    'status',
    /^(?:.*[._])?(?:status|status_?code|sc-status|http_?status|response_?code|http_?code)$/i,
  ],
  ['duration', /(?:duration|latency|elapsed|time[_-]?taken|response_?time|request_?time|took)/i],
  ['path', /^(?:.*[._])?(?:path|url|uri|request_?uri|request_?path|endpoint|route|cs-uri-stem)$/i],
  [
    'client',
    /^(?:.*[._])?(?:client|client_?ip|remote_?addr|src_?ip|source_?ip|ip|clientaddr|c-ip|peer)$/i,
  ],
  ['method', /^(?:.*[._])?(?:method|verb|http_?method|cs-method)$/i],
  ['size', /^(?:.*[._])?(?:bytes|size|length|content_?length|sc-bytes)$/i],
];
/** What people call fields of a kind. */
export const KIND_NAMES: Readonly<Record<FieldKind, readonly string[]>> = {
  host: [
    'host',
    'hosts',
    'hostname',
    'server',
    'servers',
    'machine',
    'machines',
    'node',
    'nodes',
    'pod',
    'pods',
    'container',
  ],
  service: [
    'service',
    'services',
    'app',
    'apps',
    'application',
    'component',
    'program',
    'daemon',
    'process',
    'logger',
    'class',
  ],
  user: ['user', 'users', 'username', 'account', 'accounts', 'customer', 'customers', 'login'],
  release: ['release', 'releases', 'version', 'versions', 'build'],
  status: [
    'status',
    'status code',
    'status codes',
    'http status',
    'http',
    'http code',
    'response code',
    'response status',
    'return code',
    'code',
    'codes',
    'statuses',
  ],
  duration: ['duration', 'latency', 'response time', 'time', 'elapsed time', 'runtime'],
  path: ['path', 'paths', 'url', 'urls', 'uri', 'endpoint', 'endpoints', 'page', 'route'],
  client: [
    'client',
    'clients',
    'client ip',
    'ip',
    'ips',
    'ip address',
    'ip addresses',
    'address',
    'addresses',
    'remote address',
    'source ip',
  ],
  method: ['method', 'verb', 'http method'],
  size: ['size', 'bytes', 'response size'],
};
const UNIT_ENDINGS: readonly (readonly [RegExp, number])[] = [
  [/(?:[_.]ms|Ms|[_.]millis|Millis)$/, 1000],
  [/(?:[_.]us|Us|[_.]micros)$/, 1],
  [/(?:[_.]ns|Ns|[_.]nanos)$/, 0.001],
  [/(?:[_.]s|[_.]secs?|[_.]seconds|Seconds|Secs)$/, 1_000_000],
];

const kept = new WeakMap<
  OpenCase,
  { readonly records: number; readonly words: Promise<CaseWords> }
>();

/** What can be named in a case; gathered once for as long as nothing is added to it. Throws CANCELLED. */
export function caseWords(open: OpenCase, signal: AbortSignal): Promise<CaseWords> {
  const { records } = open.store.timeRange();
  const known = kept.get(open);
  if (known?.records === records) return known.words;
  const words = gather(open, signal);
  kept.set(open, { records, words });
  words.catch(() => kept.delete(open));
  return words;
}

async function gather(open: OpenCase, signal: AbortSignal): Promise<CaseWords> {
  const context = { open, signal };
  const templates = await open.templates();
  return inView({ query: '' }, context, async (viewId) => ({
    ...(await namesIn(open, viewId)),
    sources: open.sources().map(({ path }) => sourceWords(path)),
    templates: templates.map(({ text }) => ({ text, words: wordsOfTemplate(text) })),
    count: (query) => inView({ query }, context, (_view, total) => Promise.resolve(total)),
  }));
}

/** The fields of a view's records, and their values where they are few. */
async function namesIn(
  { store }: OpenCase,
  viewId: string,
): Promise<Pick<CaseWords, 'fields' | 'values'>> {
  const found = (await store.fields(viewId)).slice(0, MOST_FIELDS);
  const listed = found.filter(({ distinct }) => distinct <= MOST_VALUES).map(({ name }) => name);
  const facets = await store.facets(viewId, listed, MOST_VALUES, false);
  const valuesOf = new Map(listed.map((name, at) => [name, facets[at]?.values ?? []]));
  const fields: NamedField[] = [];
  const values = new Map<string, KnownValue[]>();
  const know = (text: string, one: KnownValue): void => {
    const lower = text.toLowerCase();
    const others = values.get(lower) ?? [];
    if (!others.some(({ field, value }) => field === one.field && value === one.value)) {
      values.set(lower, [...others, one]);
    }
  };
  for (const { name, numeric } of found) {
    const seen = valuesOf.get(name) ?? [];
    // Two different numbers are numbers too.
    const numbers = seen.length > 0 && seen.every(({ value }) => typeof value === 'number');
    const field = namedField(name, numeric || numbers);
    fields.push(field);
    for (const { value } of seen) {
      const text = String(value ?? '');
      if (text === '' || text.length > 200) continue;
      know(text, { field, value: text });
      // A class by its name without the packages; a plain word would be too much like any other.
      const last = /[./\\]([^./\\]{4,})$/.exec(text)?.[1];
      if (last !== undefined && /[a-z][A-Z]|[\d_-]/.test(last) && !/\s/.test(text))
        know(last, { field, value: text });
    }
  }
  return { fields, values };
}

function namedField(name: string, numeric: boolean): NamedField {
  const kinds = [
    ...KINDS.filter(([, pattern]) => pattern.test(name)).map(([kind]) => kind),
    ...surroundingsOf(name),
  ];
  const unit = UNIT_ENDINGS.find(([pattern]) => pattern.test(name));
  const plain = unit === undefined ? name : name.replace(unit[0], '');
  const words = plain
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => (word === 'err' ? 'error' : word));
  const own = new Set([name.toLowerCase(), words.join(' ')]);
  if (/^(?:pid|process_?id)$/i.test(name))
    for (const said of ['process', 'process id']) own.add(said);
  if (words.length > 1 && /^(?:id|name|number|no|key)$/.test(words.at(-1) ?? '')) {
    own.add(words.slice(0, -1).join(' '));
  }
  const isTime = kinds.includes('duration');
  return { name, kinds, names: [...own], unitUs: unit?.[1] ?? (isTime ? 1000 : null), numeric };
}

function sourceWords(path: string): { readonly base: string; readonly words: readonly string[] } {
  const base = lastName(path);
  const stem = base.replace(/(?:\.[A-Za-z0-9]{1,5})+$/, '');
  const words = stem.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  return { base, words: words.filter((word) => word !== '') };
}

function wordsOfTemplate(text: string): TemplateWords['words'] {
  return [...text.matchAll(/<\*>|[\p{L}\p{N}_]+/gu)].map(({ 0: word, index }) => ({
    stem: word === '<*>' ? '' : stemOf(word.toLowerCase()),
    start: index,
    end: index + word.length,
  }));
}

/** Conditions on several fields of which one must hold. */
export function fieldConditions(known: readonly KnownValue[]): string[] {
  return known.map(({ field, value }) => fieldCondition(field.name, value));
}

/** A source as a condition. */
export const sourceCondition = (base: string): string => `source:${quoteValue(base)}`;
