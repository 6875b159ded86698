import type { Fields, FieldValue } from '#shared/model/record.ts';
import { beginsTraceback, looksContinued, WrappedLines } from './continuation.ts';
import {
  expand,
  fieldIn,
  fieldOfText,
  fieldsOf,
  flatten,
  heldBy,
  isObject,
  leaf,
  type FieldPresence,
} from './field-values.ts';
import { flattenHeld } from './held-fields.ts';
import { hasRequired, type KeyedFormat } from './keyed-format.ts';
import { hasRequiredKeys, planOf, shownBy } from './json-plan.ts';
import { sayLine } from './key-line.ts';
import { sayKeys } from './key-sentence.ts';
import { levelInMessage, levelWords, type LevelWords } from './level-reading.ts';
import {
  firstLine,
  isBlank,
  laterLines,
  withoutLead,
  type CompiledFormat,
  type JsonHeader,
  type JsonKey,
  type DetectingReader,
  type ReaderOptions,
  type RecordHeader,
  type SecondaryBytes,
  type SecondaryRead,
} from './record-reader.ts';
import { boundedTest } from '#shared/pattern/index.ts';
import { OtherLines } from './other-lines.ts';
import type { SecondaryFormats } from './secondary-formats.ts';
import { clearTime, RecordTimes } from './record-time.ts';
import { stackText, textOf, timeText } from './value-text.ts';

type Keys = Record<string, unknown>;

/** Makes a JSON or logfmt format ready for use. */
export function openKeyed(format: KeyedFormat, secondary: SecondaryFormats): CompiledFormat {
  const { id, title, own, filePattern, sentence } = format.definition;
  return {
    id,
    title,
    lastResort: false,
    multiline: false,
    own,
    mayRead: filePattern === undefined ? () => true : boundedTest(filePattern),
    open: (options) => new KeyedReader(format, secondary, options),
    sentence,
    byKeys: isByKeys(format),
  };
}

/** No message is composed, or cut and put together again. */
function isByKeys({ definition, partialWithoutNewline, line }: KeyedFormat): boolean {
  const isWhole = definition.kind === 'json' && !definition.wrapper && !partialWithoutNewline;
  return isWhole && definition.sentence === undefined && line.length === 0;
}

class KeyedReader implements DetectingReader {
  private readonly format: KeyedFormat;
  private readonly times: RecordTimes;
  private readonly words: LevelWords;
  private readonly others: OtherLines;
  private readonly wrapped = new WrappedLines();
  /** The record before is a piece that goes on in the next line. */
  private open = false;

  constructor(format: KeyedFormat, secondary: SecondaryFormats, options: ReaderOptions) {
    const { definition, layouts } = format;
    this.format = format;
    const zone = definition.zone ?? options.zone;
    this.times = new RecordTimes(layouts, { ...options, zone, zeroIsNone: definition.zeroIsNone });
    this.others = new OtherLines(secondary, options, zone);
    this.words = levelWords(definition.levels);
  }

  get year(): number | null {
    return this.times.year;
  }

  jsonHeader(): JsonHeader | null {
    const { definition, partialWithoutNewline, subsecond, levels } = this.format;
    if (definition.kind !== 'json' || definition.wrapper) return null;
    if (partialWithoutNewline || subsecond !== null) return null;
    return {
      times: this.times,
      planOf: (keys) => planOf(this.format, keys),
      shownBy: (keys, plan) => shownBy(this.format, keys, plan),
      levelOf: (reading, text) => levels[reading]?.read(text, this.words) ?? 0,
      levelInMessage: definition.levelInMessage,
    };
  }

  secondaryBytes(): SecondaryBytes | null {
    return this.others.bytes(this.format.definition.id);
  }

  read(line: string, header: RecordHeader): boolean {
    const keys = this.format.parse(line);
    if (keys === null) {
      // What a logger writes of an exception stands in its line: this is the runtime's own, which ends.
      const isCrash = header.belowOwn === true && beginsTraceback(line);
      if (!isCrash && looksContinued(line)) return false;
      this.others.keep(line, header);
      return true;
    }
    const message = this.messageOf(keys, line);
    const goesOn = this.open;
    this.open = this.isPiece(keys);
    if (goesOn || (this.format.definition.wrapper && this.wrapped.continues(message))) return false;
    this.readTime(keys, line, header);
    header.message = message;
    header.messageAt = -1;
    header.level = this.levelOf(keys, message);
    header.explained = true;
    return true;
  }

  starts(line: string): boolean {
    const keys = this.format.parse(line);
    if (keys === null) return !looksContinued(line);
    return !this.format.definition.wrapper || WrappedLines.mayStart(this.messageOf(keys, line));
  }

  evidence(line: string): number {
    const keys = this.format.parse(line);
    if (keys === null) return 0;
    const { required } = this.format;
    return hasRequired(required, keys) ? 1 + required.length : 0;
  }

  standsAlone(line: string): number {
    const keys = this.format.parse(line);
    const { required } = this.format;
    if (keys === null || !hasRequired(required, keys) || !this.saysWhen(keys, line)) return 0;
    if (required.length > 0) return 1 + required.length;
    if (isErrorAnswer(keys)) return 0;
    const isLevelled = this.format.levels.some((level) => this.levelAt(level, keys) !== 0);
    return isLevelled || this.saysWhat(keys) ? 1 : 0;
  }

  findsByKeys(keys: readonly JsonKey[]): number | null {
    const { required } = this.format;
    const isTold = hasRequiredKeys(this.format, keys);
    if (isTold !== true) return isTold === false ? 0 : null;
    const plan = this.jsonHeader()?.planOf(keys) ?? null;
    if (plan === null) return null;
    if (plan.time < 0) return 0;
    if (required.length > 0) return 1 + required.length;
    return keys.some(({ key }) => key === 'status' || key === 'detail') ? null : 1;
  }

  private saysWhen(keys: Keys, line: string): boolean {
    return this.format.time.some(({ path, get }) =>
      this.times.reads(timeText(get(keys), path, line)),
    );
  }

  private saysWhat(keys: Keys): boolean {
    const { definition, message } = this.format;
    return definition.kind === 'json' && message.some(({ get }) => textOf(get(keys)) !== null);
  }

  leads(line: string): boolean {
    return isBlank(line);
  }

  message(whole: string): string {
    const text = withoutLead(whole, isBlank);
    const line = firstLine(text);
    const keys = this.format.parse(line);
    const other = keys === null ? this.others.readerOf(line) : null;
    if (other !== null) return other.message(text);
    if (this.format.definition.wrapper) return this.unwrap(text);
    return (keys === null ? line : this.messageOf(keys, line)) + laterLines(text);
  }

  field(whole: string, name: string): FieldValue | undefined {
    const { definition, held, headerPaths } = this.format;
    const isApart = held !== null || definition.expand.length > 0 || headerPaths.has(name);
    if (isApart || (definition.kind === 'json' && name.includes('.'))) {
      return fieldIn(this.fields(whole), name);
    }
    const text = withoutLead(whole, isBlank);
    const line = firstLine(text);
    const keys = this.format.parseAll(line);
    if (keys === null) return this.others.readerOf(line)?.field(text, name);
    const value = Object.hasOwn(keys, name) ? keys[name] : undefined;
    if (value === undefined || isObject(value)) return undefined;
    const isText = definition.kind === 'logfmt' && typeof value === 'string';
    return isText ? fieldOfText(value) : leaf(value);
  }

  fields(whole: string): Fields {
    const text = withoutLead(whole, isBlank);
    const line = firstLine(text);
    const keys = this.format.parseAll(line);
    if (keys === null) return this.others.readerOf(line)?.fields(text) ?? {};
    const { definition, held } = this.format;
    const entries = new Map<string, FieldValue>();
    if (held === null) flatten(keys, entries, this.usedPaths(keys, line));
    else flattenHeld(keys, entries, held);
    if (definition.kind === 'logfmt') {
      for (const [key, value] of entries) {
        if (typeof value === 'string') entries.set(key, fieldOfText(value));
      }
    }
    for (const { field, as } of definition.expand) {
      const held = field === 'message' ? this.messageOf(keys, line) : entries.get(field);
      if (typeof held === 'string') expand(held, as, entries);
    }
    return fieldsOf(entries);
  }

  firstLineFields(line: string, names: readonly string[]): (FieldValue | undefined)[] {
    const { parseAll, definition, held } = this.format;
    const keys = parseAll(line);
    if (keys === null) return names.map(() => undefined);
    const isPlain = definition.kind === 'json' && held === null && definition.expand.length === 0;
    return names.map((name) => {
      const isAbsent = isPlain && !Object.hasOwn(keys, name) && !name.includes('.');
      return isAbsent ? undefined : this.field(line, name);
    });
  }

  secondaryOf(line: string): SecondaryRead | null {
    return this.format.parse(line) === null ? this.others.of(line) : null;
  }

  /** Keys stand in the line; what stands beside the fields of another program is called otherwise than there. */
  holds(): FieldPresence {
    const { definition, held } = this.format;
    return held !== null || heldBy(definition.expand) === 'may' ? 'may' : 'named';
  }

  /** Paths whose values are the header's, and so are no fields. */
  private usedPaths(keys: Keys, line: string): Set<string> {
    const { time, levels, message, stack, untimed } = this.format;
    const isUntimed = untimed?.get(keys) !== undefined;
    const level = levels.find((source) => this.levelAt(source, keys) !== 0);
    const used = [
      time.find(({ path, get }) => this.times.reads(timeText(get(keys), path, line))),
      level?.whole === true ? level : undefined,
      message.find(({ get }) => textOf(get(keys)) !== null),
      stack.find(({ get }) => stackText(get(keys)) !== null),
      // The time is lent.
      ...(isUntimed ? [untimed, ...time] : []),
    ];
    return new Set(used.flatMap((found) => (found === undefined ? [] : [found.path])));
  }

  private readTime(keys: Keys, line: string, header: RecordHeader): void {
    const times = this.format.untimed?.get(keys) === undefined ? this.format.time : [];
    for (const { path, get } of times) {
      const value = get(keys);
      if (value === undefined || value === null) continue;
      if (!this.times.read(timeText(value, path, line), header)) continue;
      const { subsecond } = this.format;
      if (subsecond !== null) addFraction(header, subsecond.get(keys), subsecond.digits);
      return;
    }
    clearTime(header);
  }

  private levelOf(keys: Keys, message: string): number {
    for (const source of this.format.levels) {
      const level = this.levelAt(source, keys);
      if (level !== 0) return level;
    }
    return this.levelIn(message);
  }

  levelIn(message: string): number {
    return this.format.definition.levelInMessage ? levelInMessage(message, this.words) : 0;
  }

  private levelAt({ get, read }: KeyedFormat['levels'][number], keys: Keys): number {
    const value = get(keys);
    if (typeof value === 'string') return read(value, this.words);
    if (typeof value === 'number' || typeof value === 'boolean') {
      return read(String(value), this.words);
    }
    // A list or an object is not nothing, which is all that some declarations ask.
    return value === undefined || value === null ? 0 : read('object', this.words);
  }

  /** Without a message or a sentence, the whole line: then everything in it is what it says. */
  private messageOf(keys: Keys, line: string): string {
    let message: string | null = null;
    for (const { get } of this.format.message) {
      message = textOf(get(keys));
      if (message !== null) break;
    }
    if (message === null) {
      return sayLine(this.format.line, keys) ?? sayKeys(this.format.sentence, keys) ?? line;
    }
    if (this.format.partialWithoutNewline) return message.replace(/\r?\n$/, '');
    const stack = this.mayHaveStack(keys) ? this.stackOf(keys) : null;
    return stack === null || message.includes(stack) ? message : `${message}\n${stack}`;
  }

  /** Measured: looking up a dozen absent paths in every record took a third of the time of reading it. */
  private mayHaveStack(keys: Keys): boolean {
    for (const key in keys) if (this.format.stackRoots.has(key)) return true;
    return false;
  }

  private stackOf(keys: Keys): string | null {
    for (const { get } of this.format.stack) {
      const stack = stackText(get(keys));
      if (stack !== null) return stack;
    }
    return null;
  }

  private isPiece(keys: Keys): boolean {
    if (!this.format.partialWithoutNewline) return false;
    const value = this.format.message[0]?.get(keys);
    return typeof value === 'string' && !value.endsWith('\n');
  }

  /** The program's own lines inside a container runtime's, with lines that it cut put together again. */
  private unwrap(text: string): string {
    let message = '';
    let open = true;
    for (const line of text.split(/\r?\n/)) {
      const keys = this.format.parse(line);
      message += (open ? '' : '\n') + (keys === null ? line : this.messageOf(keys, line));
      open = keys !== null && this.isPiece(keys);
    }
    return message;
  }
}

/**
 * What servers answer a failed request with (Spring Boot's error attributes, RFC 9457), which clients write on a line of its own
 * below their own. It has a time and what reads as a level, and is no record.
 */
function isErrorAnswer(keys: Keys): boolean {
  if (typeof keys['status'] !== 'number') return false;
  const isSpring = typeof keys['error'] === 'string' && 'path' in keys;
  return isSpring || (typeof keys['title'] === 'string' && typeof keys['detail'] === 'string');
}

/** A fraction that stands apart from a time of whole seconds. */
function addFraction(header: RecordHeader, value: unknown, digits: 3 | 6 | 9): void {
  const fraction = typeof value === 'string' ? Number(value) : value;
  if (typeof fraction !== 'number' || !(fraction >= 0 && fraction < 10 ** digits)) return;
  const nanos = Math.trunc(fraction) * 10 ** (9 - digits);
  header.timeUs += Math.floor(nanos / 1000);
  header.timeNs = nanos % 1000;
  header.timeDigits = digits;
}
