import type { TextDefinition } from '#shared/model/format.ts';
import type { Fields, FieldValue } from '#shared/model/record.ts';
import { columnFields, type ColumnChoice } from './column-fields.ts';
import { looksContinued, WrappedLines, takesAll } from './continuation.ts';
import { expand, fieldIn, fieldsOf, heldBy, type FieldPresence } from './field-values.ts';
import { isNoField, valueOfGroup } from './group-fields.ts';
import { partsOf, type CompiledText } from './compiled-text.ts';
import { headOf, readsTime, HeaderMatch } from './header-match.ts';
import type { HeaderAutomaton } from './header-automaton.ts';
import type { HeaderAutomatons } from './header-automatons.ts';
import { levelInMessage, levelWords, type LevelWords } from './level-reading.ts';
import {
  firstLine,
  isBlank,
  laterLines,
  LEVEL_IN_MESSAGE,
  withoutLead,
  type ByteHeader,
  type CompiledFormat,
  type DetectingReader,
  type ReaderOptions,
  type RecordHeader,
  type SecondaryBytes,
  type SecondaryRead,
} from './record-reader.ts';
import { OtherLines } from './other-lines.ts';
import type { SecondaryFormats } from './secondary-formats.ts';
import { clearTime, RecordTimes } from './record-time.ts';
import { boundedTest } from '#shared/pattern/index.ts';
import type { TextPattern } from './text-pattern.ts';

/** @throws SyntaxError for a pattern or a layout that is not well formed. */
export function compileText(
  definition: TextDefinition,
  secondary: SecondaryFormats,
): CompiledFormat {
  const compiled = partsOf(definition, secondary);
  const { filePattern } = definition;
  return {
    id: definition.id,
    title: definition.title,
    lastResort: false,
    multiline: definition.multiline,
    own: definition.own,
    mayRead: filePattern === undefined ? () => true : boundedTest(filePattern),
    open: (options) => new TextReader(compiled, options),
  };
}

class TextReader implements DetectingReader {
  private readonly definition: TextDefinition;
  private readonly patterns: readonly TextPattern[];
  private readonly times: RecordTimes;
  private readonly words: LevelWords;
  private readonly last: HeaderMatch;
  private readonly later: readonly RegExp[];
  private readonly banner: readonly RegExp[];
  private readonly laterLevels: CompiledText['laterLevels'];
  private readonly wrapped = new WrappedLines();
  /** Stream whose last line said that it goes on. */
  private openStream: string | null = null;
  private readonly automatons: HeaderAutomatons;
  private readonly columns: ColumnChoice;
  private readonly groups: ReadonlySet<string>;
  private readonly others: OtherLines;

  constructor(compiled: CompiledText, options: ReaderOptions) {
    const { definition, patterns, layouts } = compiled;
    this.definition = definition;
    this.later = compiled.later;
    this.banner = compiled.banner;
    this.laterLevels = compiled.laterLevels;
    this.patterns = patterns;
    this.automatons = compiled.automatons;
    this.columns = compiled.columns;
    this.groups = compiled.groups;
    const zone = definition.zone ?? options.zone;
    this.times = new RecordTimes(layouts, { ...options, zone });
    this.last = new HeaderMatch(patterns, this.times);
    this.others = new OtherLines(compiled.secondary, options, zone);
    this.words = levelWords(definition.levels);
  }

  get year(): number | null {
    return this.times.year;
  }

  byteHeader(bytes = Infinity, sample: () => readonly string[] = () => []): ByteHeader | null {
    if (!this.automatons.pays(bytes)) return null;
    const fields = this.columns.next(() => this.chooseColumns(sample()));
    const automaton = this.automatons.of(fields);
    if (automaton === null) return null;
    return this.headerBy(automaton, fields);
  }

  secondaryHeader(names: readonly string[]): ByteHeader | null {
    const isTold = this.later.length === 0 && this.definition.expand.length === 0;
    const fields = isTold ? names.filter((name) => this.isGroup(name)).sort() : [];
    const automaton = this.automatons.of(fields);
    if (automaton !== null) return this.headerBy(automaton, fields);
    const lean = fields.length === 0 ? null : this.automatons.of([]);
    return lean === null ? null : this.headerBy(lean, []);
  }

  secondaryBytes(): SecondaryBytes | null {
    const { definition, later } = this;
    // What else a line may be than one of a secondary format is told by more than its beginning.
    if (later.length > 0 || takesAll(definition)) return null;
    const bytes = this.others.bytes(definition.id);
    const isTold = this.banner.length === 0 || bytes?.likely.hasBanners(definition.id) === true;
    return isTold ? bytes : null;
  }

  /** Whether a field is what one group of each pattern finds, or of some. */
  private isGroup(name: string): boolean {
    const isOnce = ({ names }: TextPattern): boolean =>
      names.indexOf(name) === names.lastIndexOf(name);
    return this.groups.has(name) && this.patterns.every(isOnce);
  }

  private headerBy(automaton: HeaderAutomaton, fields: readonly string[]): ByteHeader {
    const { continuation, levelInMessage: inMessage } = this.definition;
    const any = takesAll(this.definition) ? 'always' : 'untimed';
    const unexplained = continuation === 'any' ? any : 'indented';
    return {
      automaton,
      fields,
      valueOf: (name, text) => this.valueOf(name, text),
      times: this.times,
      levelOf: (pattern, group, text) =>
        this.patterns[pattern]?.levels[group]?.read(text, this.words) ?? 0,
      otherLevel: inMessage ? LEVEL_IN_MESSAGE : 0,
      finds: this.patterns.map(({ groups }) => groups),
      goesOn: this.later.length > 0 ? 'ask' : unexplained,
    };
  }

  private chooseColumns(lines: readonly string[]): readonly string[] | null {
    const { later, expand } = this.definition;
    // Further lines, and what is taken out of fields, say more than the groups of the first line.
    if (later.length > 0 || expand.length > 0) return [];
    return columnFields(lines, {
      fieldsOf: (line) => this.fields(line),
      patterns: this.patterns,
      automaton: (fields) => this.automatons.of(fields),
    });
  }

  read(line: string, header: RecordHeader): boolean {
    const pattern = this.match(line);
    if (pattern === null) {
      if (!this.continues(line)) {
        this.others.keep(line, header);
        return true;
      }
      if (this.later.length > 0) this.readLater(line, header);
      return false;
    }
    const { last, definition } = this;
    const message = last.message(line);
    if (definition.partial !== undefined && this.goesOn(pattern)) return false;
    if (definition.wrapper && this.wrapped.continues(message)) return false;
    const time = last.time(pattern);
    const isTimed = pattern.time > 0 && time !== undefined;
    if (!isTimed || !this.times.read(time, header)) clearTime(header);
    header.message = message;
    header.messageAt = last.messageAt;
    header.level = this.levelOf(pattern, message, header.defersLevel === true);
    header.explained = true;
    return true;
  }

  starts(line: string): boolean {
    const pattern = this.match(line);
    if (pattern === null) return !this.continues(line);
    return !this.definition.wrapper || WrappedLines.mayStart(this.last.message(line));
  }

  evidence(line: string): number {
    return this.match(line)?.groups ?? 0;
  }

  standsAlone(line: string): number {
    const pattern = this.match(line);
    if (pattern === null || this.last.found?.[pattern.time] === undefined) return 0;
    return pattern.time === 0 ? 0 : pattern.groups;
  }

  leads(line: string): boolean {
    return isBlank(line) || this.isBanner(line);
  }

  knowsInside = (line: string): boolean => this.laterGroups(line) !== null;

  private isBanner(line: string): boolean {
    return this.banner.some((pattern) => isAt(pattern, line));
  }

  message(whole: string): string {
    const text = withoutLead(whole, (line) => this.leads(line));
    const line = firstLine(text);
    const isOwn = this.match(line) !== null;
    const other = isOwn ? null : this.others.readerOf(line);
    if (other !== null) return other.message(text);
    const message = isOwn ? this.last.message(line) : line;
    if (line.length === text.length) return message;
    return this.definition.wrapper ? this.unwrap(text) : message + laterLines(text);
  }

  fields(whole: string): Fields {
    const text = withoutLead(whole, (line) => this.leads(line));
    const line = firstLine(text);
    const pattern = this.match(line);
    const entries = new Map<string, FieldValue>();
    if (pattern === null) return this.others.readerOf(line)?.fields(text) ?? {};
    pattern.full.lastIndex = 0;
    const groups = pattern.full.exec(headOf(line))?.groups ?? {};
    this.addGroups(groups, entries);
    if (this.later.length > 0 && line.length < text.length) this.addLater(text, entries);
    for (const { field, as } of this.definition.expand) {
      const held = field === 'message' ? this.last.message(line) : groups[field];
      if (held === undefined) continue;
      entries.delete(field);
      expand(held, as, entries);
    }
    return fieldsOf(entries);
  }

  field(whole: string, name: string): FieldValue | undefined {
    if (this.definition.expand.length > 0) return fieldIn(this.fields(whole), name);
    // Asked of every record: most have one line.
    const isOneLine = !whole.includes('\n');
    const text = isOneLine ? whole : withoutLead(whole, (each) => this.leads(each));
    const line = isOneLine ? text : firstLine(text);
    const head = headOf(line);
    for (const pattern of this.patterns) {
      const finder = pattern.find([name]);
      if (finder === null) return fieldIn(this.fields(whole), name);
      finder.pattern.lastIndex = 0;
      const found = finder.pattern.exec(head);
      if (found === null || !readsTime(found[finder.time], finder.time, this.times)) continue;
      const [group = 0] = finder.groups;
      const value = group === 0 ? undefined : this.valueOf(name, found[group]);
      if (value !== undefined) return value;
      const mayBeLater = this.later.length > 0 && line.length < text.length;
      return mayBeLater ? fieldIn(this.fields(whole), name) : undefined;
    }
    return this.others.readerOf(line)?.field(text, name);
  }

  firstLineFields(line: string, names: readonly string[]): (FieldValue | undefined)[] | null {
    if (this.later.length > 0) return null;
    const pattern = this.match(line);
    if (pattern === null) return names.map(() => undefined);
    const finder = this.definition.expand.length > 0 ? null : pattern.find(names);
    if (finder === null) {
      const fields = this.fields(line);
      return names.map((name) => fieldIn(fields, name));
    }
    finder.pattern.lastIndex = 0;
    const found = finder.pattern.exec(headOf(line));
    return names.map((name, at) => {
      const group = finder.groups[at] ?? 0;
      return group === 0 ? undefined : this.valueOf(name, found?.[group]);
    });
  }

  secondaryOf(line: string): SecondaryRead | null {
    return this.match(line) === null ? this.others.of(line) : null;
  }

  holds(field: string): FieldPresence {
    return this.groups.has(field) ? 'may' : heldBy(this.definition.expand);
  }

  /** What a group found, as a field of its name; undefined: it is none. */
  private valueOf(name: string, text: string | undefined): FieldValue | undefined {
    const isNone = text === undefined || isNoField(this.definition, name, text);
    return isNone ? undefined : valueOfGroup(this.definition, name, text);
  }

  private addGroups(groups: Record<string, string | undefined>, entries: Map<string, FieldValue>) {
    for (const [name, value] of Object.entries(groups)) {
      const held = entries.has(name) ? undefined : this.valueOf(name, value);
      if (held !== undefined) entries.set(name, held);
    }
  }

  private addLater(text: string, entries: Map<string, FieldValue>): void {
    for (const line of text.split(/\r?\n/).slice(1)) {
      const groups = this.laterGroups(line);
      if (groups !== null) this.addGroups(groups, entries);
    }
  }

  private readLater(line: string, header: RecordHeader): void {
    const open = header.level === 0 || header.level === LEVEL_IN_MESSAGE;
    if (!open && !Number.isNaN(header.timeUs)) return;
    const groups = this.laterGroups(line);
    if (groups === null) return;
    const { time } = groups;
    if (time !== undefined && Number.isNaN(header.timeUs)) this.times.read(time, header);
    for (const { field, read } of this.laterLevels) {
      const text = groups[field];
      const level = open && text !== undefined ? read(text, this.words) : 0;
      if (level !== 0) {
        header.level = level;
        break;
      }
    }
  }

  private laterGroups(line: string): Record<string, string | undefined> | null {
    for (const pattern of this.later) {
      pattern.lastIndex = 0;
      const found = pattern.exec(headOf(line));
      if (found !== null) return found.groups ?? null;
    }
    return null;
  }

  private match(line: string): TextPattern | null {
    return this.last.of(line);
  }

  private continues(line: string): boolean {
    if (looksContinued(line) || this.isBanner(line)) return true;
    if (this.definition.continuation !== 'any') return false;
    if (takesAll(this.definition) || (this.later.length > 0 && this.laterGroups(line) !== null))
      return true;
    return !this.others.begins(line);
  }

  /** Whether the matched line is a further piece of the line before it. */
  private goesOn(pattern: TextPattern): boolean {
    const stream = (pattern.stream > 0 ? this.last.found?.[pattern.stream] : undefined) ?? '';
    const goesOn = this.openStream === stream;
    const open =
      pattern.partial > 0 && this.last.found?.[pattern.partial] === this.definition.partial?.value;
    this.openStream = open ? stream : null;
    return goesOn;
  }

  levelIn(message: string): number {
    return this.definition.levelInMessage ? levelInMessage(message, this.words) : 0;
  }

  private levelOf(pattern: TextPattern, message: string, defers: boolean): number {
    const { found } = this.last;
    for (const { group, read } of pattern.levels) {
      const text = group === 0 ? message : found?.[group];
      const level = text === undefined ? 0 : read(text, this.words);
      if (level !== 0) return level;
    }
    return defers && this.definition.levelInMessage ? LEVEL_IN_MESSAGE : this.levelIn(message);
  }

  /** The program's own lines inside a container runtime's, with lines that it cut put together again. */
  private unwrap(text: string): string {
    let message = '';
    let open = true;
    for (const line of text.split(/\r?\n/)) {
      const pattern = this.match(line);
      message += (open ? '' : '\n') + (pattern === null ? line : this.last.message(line));
      const flag = pattern === null ? undefined : this.last.found?.[pattern.partial];
      open = flag !== undefined && flag === this.definition.partial?.value;
    }
    return message;
  }
}

function isAt(pattern: RegExp, line: string): boolean {
  pattern.lastIndex = 0;
  return pattern.test(line);
}
