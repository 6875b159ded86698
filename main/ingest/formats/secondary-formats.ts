import type { FormatDefinition } from '#shared/model/format.ts';
import type { CompiledFormat, DetectingReader, ReaderOptions } from './record-reader.ts';

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
   */
  of(line: string): CompiledFormat | null;
}

/** A format that may be one, and what its definition is. */
interface Candidate {
  readonly kind: FormatDefinition['kind'];
  readonly format: CompiledFormat;
  /** Whether a line that it explains may begin with a character of ASCII. */
  readonly mayBeginWith: (code: number) => boolean;
}

/** A source that is read with its own format alone. */
export const NO_SECONDARY: SecondaryFormats = { of: () => null };

/**
 * Whether a format may be a secondary one. Blocks of lines and wrappers would take lines of others into them, and tables mean
 * nothing without their header.
 */
export function isSecondary(definition: FormatDefinition): boolean {
  if (definition.kind === 'table' || definition.kind === 'search') return false;
  if (definition.own || definition.wrapper || definition.multiline) return false;
  return definition.kind !== 'text' || definition.partial === undefined;
}

/**
 * The secondary formats.
 *
 * @param formats those that may be, in the order of their preference where they find as much
 */
export function createSecondaryFormats(formats: () => readonly Candidate[]): SecondaryFormats {
  const readers = new Map<CompiledFormat, DetectingReader>();
  /** By the first character of a line and what kind it looks to be of: of 120 formats a few are left. */
  const groups = new Map<string, readonly CompiledFormat[]>();
  // Several formats are asked about the same line when a source's is detected.
  let lastLine = '';
  let last: CompiledFormat | null = null;

  const groupOf = (line: string): readonly CompiledFormat[] => {
    const kind = kindOf(line);
    const code = line.charCodeAt(0);
    const key = kind === 'text' && code < 128 ? `text ${code}` : kind;
    const known = groups.get(key);
    if (known !== undefined) return known;
    const group = formats()
      .filter((one) => one.kind === kind && (key === kind || one.mayBeginWith(code)))
      .map(({ format }) => format);
    groups.set(key, group);
    return group;
  };

  const find = (line: string): CompiledFormat | null => {
    let best: CompiledFormat | null = null;
    let most = 0;
    for (const format of groupOf(line)) {
      if (format.mayExplain?.(line) === false) continue;
      let reader = readers.get(format);
      if (reader === undefined) {
        reader = format.open({ zone: 'Z', year: null, referenceUs: 0 });
        readers.set(format, reader);
      }
      const found = reader.standsAlone(line);
      if (found <= most) continue;
      best = format;
      most = found;
    }
    return best;
  };

  return {
    of(line) {
      if (line === lastLine) return last;
      if (!mayBeOne(line)) return null;
      last = find(line);
      lastLine = line;
      return last;
    },
  };
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
  private readonly readers = new Map<CompiledFormat, DetectingReader>();

  constructor(formats: SecondaryFormats, options: ReaderOptions) {
    this.formats = formats;
    this.options = options;
  }

  isOne(line: string): boolean {
    return this.formats.of(line) !== null;
  }

  /** The format of a record by its first line and its reader; null: it is of no secondary one. */
  of(line: string): { readonly id: string; readonly reader: DetectingReader } | null {
    const format = this.formats.of(line);
    if (format === null) return null;
    let reader = this.readers.get(format);
    if (reader === undefined) {
      reader = format.open(this.options);
      this.readers.set(format, reader);
    }
    return { id: format.id, reader };
  }
}
