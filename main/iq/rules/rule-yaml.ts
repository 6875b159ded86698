import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  type Document,
  type Node,
} from 'yaml';

/** A value of a YAML document, with the line that it stands on, from 1. */
export type Yaml =
  | { readonly kind: 'map'; readonly line: number; readonly entries: readonly YamlEntry[] }
  | { readonly kind: 'list'; readonly line: number; readonly items: readonly Yaml[] }
  | YamlScalar;

export interface YamlScalar {
  readonly kind: 'scalar';
  readonly line: number;
  /** As it was written, quotes and escapes resolved: `0x1f` stays `0x1f`. */
  readonly text: string;
  readonly type: 'text' | 'number' | 'boolean' | 'null';
}

export interface YamlEntry {
  readonly key: string;
  readonly line: number;
  readonly value: Yaml;
}

export interface YamlProblem {
  readonly line: number;
  readonly message: string;
}

/** One document of a file; where it is broken there is no value. */
export interface YamlDocument {
  readonly value: Yaml | null;
  readonly problem: YamlProblem | null;
  /** The document's own text, for its hash and for showing it. */
  readonly text: string;
  readonly line: number;
}

/** No rule is nested as deeply, and aliases that name each other must come to an end. */
const DEEPEST = 40;
const MOST_VALUES = 200_000;

/** Reads the documents of a YAML 1.2 file. Never throws; what is broken says where. */
export function readYaml(text: string): YamlDocument[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
  if (!Array.isArray(documents)) return [];
  return documents.map((document) => {
    const [start, , end] = document.range;
    const line = lineOf(lines, document.contents?.range?.[0] ?? start);
    const own = text.slice(start, end).replace(/^---[^\n]*\n/, '');
    const [error] = document.errors;
    if (error !== undefined) {
      const problem = { line: lineOf(lines, error.pos[0]), message: `YAML: ${error.message}.` };
      return { value: null, problem, text: own, line };
    }
    try {
      const value = new Reader(document, lines).read(document.contents, 0);
      return { value, problem: null, text: own, line };
    } catch (failure) {
      if (!(failure instanceof TooMuch)) throw failure;
      const message = 'The document is nested too deeply or repeats itself.';
      return { value: null, problem: { line, message }, text: own, line };
    }
  });
}

function lineOf(lines: LineCounter, offset: number): number {
  return Math.max(1, lines.linePos(offset).line);
}

class TooMuch extends Error {}

class Reader {
  private readonly document: Document;
  private readonly lines: LineCounter;
  private made = 0;

  constructor(document: Document, lines: LineCounter) {
    this.document = document;
    this.lines = lines;
  }

  read(node: unknown, depth: number): Yaml {
    if (depth > DEEPEST || ++this.made > MOST_VALUES) throw new TooMuch();
    if (isAlias(node)) {
      const target = node.resolve(this.document);
      if (target === undefined) return nothing(this.line(node));
      return this.read(target, depth + 1);
    }
    if (isMap(node)) {
      const entries = node.items.map((pair) => ({
        key: textOf(pair.key),
        line: this.line(pair.key),
        value: this.read(pair.value, depth + 1),
      }));
      return { kind: 'map', line: this.line(node), entries };
    }
    if (isSeq(node)) {
      const items = node.items.map((item) => this.read(item, depth + 1));
      return { kind: 'list', line: this.line(node), items };
    }
    if (!isScalar(node)) return nothing(this.line(node));
    const { value, source } = node;
    const line = this.line(node);
    if (value === null) return nothing(line);
    const type =
      typeof value === 'number' || typeof value === 'bigint'
        ? 'number'
        : typeof value === 'boolean'
          ? 'boolean'
          : 'text';
    const written = type === 'text' ? plainOf(value) : (source ?? plainOf(value));
    return { kind: 'scalar', line, type, text: written };
  }

  private line(node: unknown): number {
    const offset = (node as Node | null)?.range?.[0];
    return offset === undefined ? 1 : lineOf(this.lines, offset);
  }
}

function nothing(line: number): YamlScalar {
  return { kind: 'scalar', line, text: '', type: 'null' };
}

function textOf(key: unknown): string {
  if (!isScalar(key) || key.value === null) return '';
  return key.source ?? plainOf(key.value);
}

/** A scalar as text; the core schema has texts, numbers and truth values. */
function plainOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** The value under a key; undefined: the key is not there, or it is no map. */
export function entryOf(value: Yaml | undefined, key: string): YamlEntry | undefined {
  return value?.kind === 'map' ? value.entries.find((entry) => entry.key === key) : undefined;
}

/** The text under a key; null: there is none. */
export function textUnder(value: Yaml | undefined, key: string): string | null {
  const found = entryOf(value, key)?.value;
  return found?.kind === 'scalar' && found.type !== 'null' ? found.text : null;
}

/** The texts under a key, of a list or of a single value. */
export function textsUnder(value: Yaml | undefined, key: string): string[] {
  const found = entryOf(value, key)?.value;
  const items = found?.kind === 'list' ? found.items : found === undefined ? [] : [found];
  return items.flatMap((item) =>
    item.kind === 'scalar' && item.type !== 'null' ? [item.text] : [],
  );
}

/** Two maps as one: entries of the second take the place of those of the first, maps are joined. */
export function mergeYaml(base: Yaml, over: Yaml): Yaml {
  if (base.kind !== 'map' || over.kind !== 'map') return over;
  const merged = base.entries.map((entry) => {
    const other = entryOf(over, entry.key);
    return other === undefined ? entry : { ...other, value: mergeYaml(entry.value, other.value) };
  });
  const added = over.entries.filter(({ key }) => entryOf(base, key) === undefined);
  return { kind: 'map', line: over.line, entries: [...merged, ...added] };
}
