import type { FormatDefinition } from '#shared/model/format.ts';
import { PrefixAutomaton } from '#shared/pattern/index.ts';
import type { jsonObject } from './field-values.ts';
import type { PatternHeads } from './head-filter.ts';
import { HeadTable } from './head-table.ts';
import { namesIn } from './text-pattern.ts';
import { CONTINUATIONS } from './continuation.ts';
import type {
  CompiledFormat,
  DetectingReader,
  JsonKey,
  LikelyFormat,
  LikelyFormats,
  LikelyKeys,
  ReaderOptions,
  SecondaryBytes,
  SecondaryRead,
} from './record-reader.ts';

/** Shorter lines hold no time and nothing to say; longer ones are data. */
const SHORTEST = 12;
const LONGEST = 64 * 1024;
/** A key of logfmt. */
const PAIRS = /^[\w.@-]{1,40}=/;
/** What every header that says when has near its beginning: hours and minutes, seconds since 1970, or digits without anything between. */
const TIME_LIKE = /\d\d[:.]\d\d|\d{6}/;
const NEAR = 64;
// oxlint-disable-next-line no-control-regex -- ASCII is what ends at U+007F
const ASCII = /^[\u0000-\u007f]*$/;

/** Formats whose lines may stand among those of any other: told by one line alone, which says when. */
export interface SecondaryFormats {
  /**
   * Which of them a line begins a record of; null: none. Told by the line alone, so that a file is read the same from wherever
   * reading begins. Of several that which finds most in it.
   *
   * @param readerOf gives a reader of a format. Whose is asked makes no difference, but one that is to read the line, too, has its time
   * by then
   */
  of(line: string, readerOf?: ReaderOf): CompiledFormat | null;
  /** What tells those of text by how lines begin; null: too few lines were asked for to be worth it. */
  likely(): LikelyFormats | null;
  /** See `SecondaryBytes`. */
  ofKeys(keys: readonly JsonKey[], readerOf: ReaderOf): LikelyKeys | null;
}

type ReaderOf = (format: CompiledFormat) => DetectingReader;

/** A format that may be one, and its definition. */
export interface Candidate {
  readonly definition: FormatDefinition;
  readonly format: CompiledFormat;
}

/** A candidate as it is asked. */
interface Asked extends LikelyFormat {
  readonly id: string;
  /** Undefined: it may, as far as it was not asked already. */
  readonly mayExplain: CompiledFormat['mayExplain'];
  /** Of a format of text. */
  readonly patterns: readonly string[];
  readonly banner: readonly string[];
  /** Paths that a format of keys is told by. */
  readonly required: readonly string[];
}

/**
 * Candidates of one kind that may explain a line, those first that may find most: behind one that found more than the next may, no other
 * need be asked.
 */
type Group = (line: string) => readonly Asked[];

/** A source that is read with its own format alone. */
export const NO_SECONDARY: SecondaryFormats = {
  of: () => null,
  likely: () => null,
  ofKeys: () => null,
};

/**
 * Whether a format may be a secondary one. Blocks of lines and wrappers would take lines of others into them, and tables mean
 * nothing without their header.
 */
export function isSecondary(definition: FormatDefinition): boolean {
  if (definition.kind === 'table' || definition.kind === 'search') return false;
  if (definition.own || definition.wrapper || definition.multiline) return false;
  return definition.kind !== 'text' || definition.partial === undefined;
}

/** How much `standsAlone` of a format finds at most: what its expressions capture, or the keys that it is told by. */
function mostOf(definition: FormatDefinition): number {
  if (definition.kind === 'text') {
    const counts = definition.patterns.map((source) => namesIn(source).length);
    return Math.max(0, ...counts);
  }
  return 'required' in definition ? 1 + Object.keys(definition.required).length : Infinity;
}

/**
 * The secondary formats.
 *
 * @param formats those that may be, in the order of their preference where they find as much
 * @param parseJson remembers the last line
 * @param heads what lines of those of text begin with
 */
export function createSecondaryFormats(
  formats: () => readonly Candidate[],
  parseJson: typeof jsonObject,
  heads: () => PatternHeads = () => NO_HEADS,
): SecondaryFormats {
  const readers = new Map<CompiledFormat, DetectingReader>();
  const groups = new Map<string, Group>();
  let byBeginning: ByBeginning | null = null;
  let asked = 0;
  // Several formats are asked about the same line when a source's is detected.
  let lastLine = '';
  let last: CompiledFormat | null = null;

  const listed = new Map<string, readonly Asked[]>();
  const allOf = (kind: FormatDefinition['kind']): readonly Asked[] => {
    const known = listed.get(kind);
    if (known !== undefined) return known;
    const all = formats()
      .flatMap(({ definition, format }, place) => {
        if (definition.kind !== kind) return [];
        const mayExplain = kind === 'text' ? undefined : format.mayExplain;
        const { patterns, banner } = definition.kind === 'text' ? definition : NO_TEXT;
        const required = 'required' in definition ? Object.keys(definition.required) : [];
        const { id } = definition;
        const most = mostOf(definition);
        return [{ id, format, mayExplain, patterns, banner, required, most, place }];
      })
      .sort((a, b) => b.most - a.most || a.place - b.place);
    listed.set(kind, all);
    return all;
  };

  const groupOf = (kind: FormatDefinition['kind']): Group => {
    const known = groups.get(kind);
    if (known !== undefined) return known;
    const all = allOf(kind);
    const made =
      kind === 'text' ? ofText(all) : kind === 'json' ? byKeys(all, parseJson) : () => all;
    groups.set(kind, made);
    return made;
  };

  const ofText = (all: readonly Asked[]): Group => {
    const made = new ByBeginning(all, heads());
    byBeginning = made;
    return (line) => made.candidates(line);
  };

  const ownReader: ReaderOf = (format) => {
    let reader = readers.get(format);
    if (reader === undefined) {
      reader = format.open({ zone: 'Z', year: null, referenceUs: 0 });
      readers.set(format, reader);
    }
    return reader;
  };

  const find = (line: string, readerOf: ReaderOf): CompiledFormat | null => {
    const found = mostTelling(groupOf(kindOf(line))(line), ({ format, mayExplain }) =>
      mayExplain?.(line) === false ? 0 : readerOf(format).standsAlone(line),
    );
    return found?.format ?? null;
  };

  return {
    of(line, readerOf = ownReader) {
      if (line === lastLine) return last;
      if (!mayBeOne(line)) return null;
      asked++;
      last = find(line, readerOf);
      lastLine = line;
      return last;
    },
    likely() {
      if (asked <= FEW_LINES) return null;
      groupOf('text');
      return byBeginning;
    },
    ofKeys: (keys, readerOf) => keysOf(keys, allOf('json'), readerOf),
  };
}

/**
 * Of candidates, those first that may find most, that which finds most, of several the preferred one; null: none finds anything.
 *
 * @param find how much one finds; null: it is not told, and so nothing is
 */
function mostTelling(
  candidates: readonly Asked[],
  find: (asked: Asked) => number | null,
): Asked | null {
  let best: Asked | null = null;
  let most = 0;
  for (const asked of candidates) {
    if (asked.most < most) break;
    const isPreferred: boolean = best === null || asked.place < best.place;
    if (asked.most === most && !isPreferred) continue;
    const found = find(asked);
    if (found === null) return null;
    if (found < most || found === 0 || (found === most && !isPreferred)) continue;
    best = asked;
    most = found;
  }
  return best;
}

/** The format of JSON that such keys tell. */
function keysOf(
  keys: readonly JsonKey[],
  all: readonly Asked[],
  readerOf: ReaderOf,
): LikelyKeys | null {
  const holds = holdingPaths(keys.map(({ key }) => key));
  const candidates = all.filter(({ required }) => required.every(holds));
  const found = mostTelling(
    candidates,
    ({ format }) => readerOf(format).findsByKeys?.(keys) ?? null,
  );
  const header = found === null ? null : (readerOf(found.format).jsonHeader?.() ?? null);
  const plan = header?.planOf(keys) ?? null;
  return found === null || header === null || plan === null ? null : { ...found, header, plan };
}

/** Whether an object with such keys may hold a path: it is a key as it stands, or its first step is one. */
function holdingPaths(names: readonly string[]): (path: string) => boolean {
  const has = new Set(names);
  return (path) => has.has(path) || has.has(/^[^.#]*/.exec(path)?.[0] ?? '');
}

const NO_TEXT = { patterns: [], banner: [] };
const NO_HEADS: PatternHeads = { sets: [], heads: {} };

/** Lines that are told by their first characters alone before an automaton is made, which takes as long as some thousands of them. */
const FEW_LINES = 3000;

/** Candidates of text that may explain a line. */
class ByBeginning implements LikelyFormats {
  private readonly all: readonly Asked[];
  private readonly table: HeadTable;
  /** Of each pattern the candidate that has it. Banners come behind them, and then what lines have that are not for candidates of text. */
  private readonly owners: readonly Asked[];
  private readonly bannerOwners: readonly Asked[];
  private made: PrefixAutomaton | null = null;
  private lines = 0;
  /** The automaton gives the same list for all lines that leave it in the same state. */
  private readonly known = new WeakMap<readonly number[], readonly Asked[]>();

  constructor(all: readonly Asked[], heads: PatternHeads) {
    this.all = all;
    this.table = new HeadTable(
      heads,
      all.map(({ id }) => id),
    );
    this.owners = all.flatMap((asked) => asked.patterns.map(() => asked));
    this.bannerOwners = all.flatMap((asked) => asked.banner.map(() => asked));
  }

  get automaton(): PrefixAutomaton {
    this.made ??= new PrefixAutomaton([
      ...this.all.flatMap(({ patterns }) => patterns),
      ...this.all.flatMap(({ banner }) => banner),
      PAIRS.source,
      ...CONTINUATIONS,
    ]);
    return this.made;
  }

  candidates(line: string): readonly Asked[] {
    if (++this.lines > FEW_LINES) {
      const patterns = this.automaton.of(line);
      if (patterns !== null) return this.ofPatterns(patterns);
    }
    return this.table.of(line).map((index) => this.all[index] as Asked);
  }

  of(patterns: readonly number[], own: string): readonly LikelyFormat[] | null {
    const { owners, bannerOwners } = this;
    const isOther = patterns.some((pattern) => {
      const behind = pattern - owners.length;
      return behind >= bannerOwners.length || bannerOwners[behind]?.id === own;
    });
    return isOther ? null : this.ofPatterns(patterns);
  }

  hasBanners(format: string): boolean {
    return this.bannerOwners.some(({ id }) => id === format);
  }

  private ofPatterns(patterns: readonly number[]): readonly Asked[] {
    let found = this.known.get(patterns);
    if (found === undefined) {
      found = uniqueOf(patterns.flatMap((pattern) => this.owners[pattern] ?? []));
      this.known.set(patterns, found);
    }
    return found;
  }
}

/** Lists of keys that are remembered. */
const MOST_LISTS = 2000;

/** Candidates of JSON that are told by keys of which a line has all. Most lines have the keys of one before. */
function byKeys(all: readonly Asked[], parseJson: typeof jsonObject): Group {
  const lists = new Map<string, readonly Asked[]>();
  return (line) => {
    const keys = parseJson(line);
    if (keys === null) return [];
    const names = Object.keys(keys);
    const list = names.join('\n');
    const known = lists.get(list);
    if (known !== undefined) return known;
    const holds = holdingPaths(names);
    const may = all.filter(({ required }) => required.every(holds));
    if (lists.size === MOST_LISTS) lists.clear();
    lists.set(list, may);
    return may;
  };
}

/** Without those that stand twice in a row. */
function uniqueOf(all: readonly Asked[]): Asked[] {
  return all.filter((asked, at) => asked !== all[at - 1]);
}

/** A look at a line before formats are asked. The kernel takes it for most lines (`mayBegin` of records.ts), and must not ask less. */
function mayBeOne(line: string): boolean {
  if (line.length < SHORTEST || line.length > LONGEST) return false;
  if (line.startsWith('{')) return line.charAt(1) === '"';
  const head = line.slice(0, NEAR);
  return TIME_LIKE.test(ASCII.test(head) ? head : Buffer.from(head).toString('latin1', 0, NEAR));
}

function kindOf(line: string): FormatDefinition['kind'] {
  if (line.startsWith('{')) return 'json';
  return PAIRS.test(line) ? 'logfmt' : 'text';
}

/** Reads the lines of secondary formats in one source. Readers are made when they are needed: most sources need none. */
export class SecondaryReaders {
  private readonly formats: SecondaryFormats;
  private readonly options: ReaderOptions;
  private readonly readers = new Map<CompiledFormat, OpenFormat>();
  private readonly readerOf: ReaderOf = (format) => this.open(format).reader;

  constructor(formats: SecondaryFormats, options: ReaderOptions) {
    this.formats = formats;
    this.options = options;
  }

  isOne(line: string): boolean {
    return this.find(line) !== null;
  }

  /** How lines are read from bytes beside those of the format `own`, `near` being when the record above happened; null: too few were met. */
  bytes(own: string, near: { us: number }): SecondaryBytes | null {
    const likely = this.formats.likely();
    if (likely === null) return null;
    return {
      likely,
      own,
      open: (format) => this.open(format),
      comeAfter: (us) => {
        near.us = us;
      },
      ofKeys: (keys) => this.formats.ofKeys(keys, this.readerOf),
    };
  }

  /** The format of a record by its first line and its reader; null: it is of no secondary one. */
  of(line: string): SecondaryRead | null {
    const format = this.find(line);
    return format === null ? null : this.open(format);
  }

  private find(line: string): CompiledFormat | null {
    return this.formats.of(line, this.readerOf);
  }

  private open(format: CompiledFormat): OpenFormat {
    let opened = this.readers.get(format);
    if (opened === undefined) {
      opened = { id: format.id, reader: format.open(this.options) };
      this.readers.set(format, opened);
    }
    return opened;
  }
}

interface OpenFormat extends SecondaryRead {
  readonly reader: DetectingReader;
}
