import type { TextDefinition } from '#shared/model/format.ts';
import type { Fields, FieldValue } from '#shared/model/record.ts';
import { columnFields, type ColumnChoice } from './column-fields.ts';
import { looksContinued, WrappedLines, takesAll } from './continuation.ts';
import { expand, fieldIn, fieldsOf, heldBy, type FieldPresence } from './field-values.ts';
import { isAbsent, isNoField, valueOfGroup } from './group-fields.ts';
import { partsOf, type CompiledText } from './compiled-text.ts';
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
} from './record-reader.ts';
import { OtherLines } from './other-lines.ts';
import type { SecondaryFormats } from './secondary-formats.ts';
import { clearTime, RecordTimes } from './record-time.ts';
import { boundedTest } from '#shared/pattern/index.ts';
import type { TextPattern } from './text-pattern.ts';

/**
 * Patterns see only this much of a line, which bounds what any expression can cost. A request line may
 * be 8 KiB by the default of Apache and nginx.
 */
const LONGEST_HEAD = 8192 + 512;

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

/** The text of a match's time, without the blanks that an expression may take along. */
function timeOf(found: RegExpExecArray | null, { time }: TextPattern): string | undefined {
  const text = found?.[time];
  return text === undefined ? undefined : withoutBlanks(text);
}

function withoutBlanks(text: string): string {
  return text.endsWith(' ') ? text.trimEnd() : text;
}

class TextReader implements DetectingReader {
  private readonly definition: TextDefinition;
  private readonly patterns: readonly TextPattern[];
  private readonly times: RecordTimes;
  private readonly words: LevelWords;
  /** The groups of the last match, and where its message begins. */
  private found: RegExpExecArray | null = null;
  private messageAt = 0;
  /** The message where it is not the end of the line. */
  private inside: string | null = null;
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
    const { continuation, levelInMessage: inMessage } = this.definition;
    const any = takesAll(this.definition) ? 'always' : 'untimed';
    const unexplained = continuation === 'any' ? any : 'indented';
    return {
      automaton,
      fields,
      valueOf: (name, text) =>
        isAbsent(this.definition, text) ? undefined : valueOfGroup(this.definition, name, text),
      times: this.times,
      levelOf: (pattern, group, text) =>
        this.patterns[pattern]?.levels[group]?.read(text, this.words) ?? 0,
      otherLevel: inMessage ? LEVEL_IN_MESSAGE : 0,
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
    const { found, definition } = this;
    const message = this.foundMessage(line);
    if (definition.partial !== undefined && this.goesOn(pattern)) return false;
    if (definition.wrapper && this.wrapped.continues(message)) return false;
    const time = timeOf(found, pattern);
    if (pattern.time === 0 || time === undefined) clearTime(header);
    else this.times.read(time, header);
    header.message = message;
    header.messageAt = this.inside === null ? this.messageAt : -1;
    header.level = this.levelOf(pattern, message, header.defersLevel === true);
    header.explained = true;
    return true;
  }

  starts(line: string): boolean {
    const pattern = this.match(line);
    if (pattern === null) return !this.continues(line);
    return !this.definition.wrapper || WrappedLines.mayStart(this.foundMessage(line));
  }

  evidence(line: string): number {
    return this.match(line)?.groups ?? 0;
  }

  standsAlone(line: string): number {
    const pattern = this.match(line);
    if (pattern === null || this.found?.[pattern.time] === undefined) return 0;
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
    const message = isOwn ? this.foundMessage(line) : line;
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
      const held = field === 'message' ? this.foundMessage(line) : groups[field];
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
      const finder = pattern.find(name);
      if (finder === null) return fieldIn(this.fields(whole), name);
      finder.pattern.lastIndex = 0;
      const found = finder.pattern.exec(head);
      if (found === null || !this.readsTime(found[finder.time], finder.time)) continue;
      const value = found[finder.group];
      const isOne =
        finder.group > 0 && value !== undefined && !isNoField(this.definition, name, value);
      if (isOne) return valueOfGroup(this.definition, name, value);
      const mayBeLater = this.later.length > 0 && line.length < text.length;
      return mayBeLater ? fieldIn(this.fields(whole), name) : undefined;
    }
    return this.others.readerOf(line)?.field(text, name);
  }

  holds(field: string): FieldPresence {
    return this.groups.has(field) ? 'may' : heldBy(this.definition.expand);
  }

  private addGroups(groups: Record<string, string | undefined>, entries: Map<string, FieldValue>) {
    for (const [name, value] of Object.entries(groups)) {
      if (value === undefined || entries.has(name) || isNoField(this.definition, name, value))
        continue;
      entries.set(name, valueOfGroup(this.definition, name, value));
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

  /**
   * The first pattern that explains a line. Always in their order, though trying the last one first is
   * faster: what a record says must not depend on the lines before it.
   */
  private match(line: string): TextPattern | null {
    const head = headOf(line);
    for (const pattern of this.patterns) if (this.matches(pattern, head)) return pattern;
    return null;
  }

  private matches(pattern: TextPattern, head: string): boolean {
    const { hot } = pattern;
    hot.lastIndex = 0;
    const found = hot.exec(head);
    if (found === null) return false;
    if (!this.readsTime(found[pattern.time], pattern.time)) return false;
    this.found = found;
    this.placeMessage(pattern, found, head);
    return true;
  }

  /** Whether what a group has found reads as a time, if it has found anything. */
  private readsTime(text: string | undefined, group: number): boolean {
    return group === 0 || text === undefined || this.times.reads(withoutBlanks(text));
  }

  private placeMessage(pattern: TextPattern, found: RegExpExecArray, head: string): void {
    this.inside = null;
    const text = pattern.message === 0 ? undefined : found[pattern.message];
    switch (pattern.place) {
      case 'rest':
        this.messageAt = pattern.hot.lastIndex;
        return;
      case 'suffix':
        this.messageAt = text === undefined ? pattern.hot.lastIndex : head.length - text.length;
        return;
      case 'inside':
      case 'none':
        this.messageAt = text === undefined ? afterTime(head, found[pattern.time] ?? '') : 0;
        if (text === undefined) return;
        // A message that reaches the end of what patterns see goes on to the end of the line.
        if (head.endsWith(text) && text !== '') this.messageAt = head.length - text.length;
        else this.inside = text;
    }
  }

  private foundMessage(line: string): string {
    return this.inside ?? line.slice(this.messageAt);
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
    const stream = (pattern.stream > 0 ? this.found?.[pattern.stream] : undefined) ?? '';
    const goesOn = this.openStream === stream;
    const open =
      pattern.partial > 0 && this.found?.[pattern.partial] === this.definition.partial?.value;
    this.openStream = open ? stream : null;
    return goesOn;
  }

  levelIn(message: string): number {
    return this.definition.levelInMessage ? levelInMessage(message, this.words) : 0;
  }

  private levelOf(pattern: TextPattern, message: string, defers: boolean): number {
    const { found } = this;
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
      message += (open ? '' : '\n') + (pattern === null ? line : this.foundMessage(line));
      const flag = pattern === null ? undefined : this.found?.[pattern.partial];
      open = flag !== undefined && flag === this.definition.partial?.value;
    }
    return message;
  }
}

/** Where the text begins after a time that the line begins with; 0 when it stands elsewhere or nothing follows. */
function afterTime(line: string, time: string): number {
  const start = line.indexOf(time);
  if (time === '' || start > 1) return 0;
  const rest = line.slice(start + time.length);
  const separators = /^[ \t\]):,;|-]*/.exec(rest)?.[0].length ?? 0;
  return separators === rest.length ? 0 : start + time.length + separators;
}

function headOf(line: string): string {
  return line.length > LONGEST_HEAD ? line.slice(0, LONGEST_HEAD) : line;
}

function isAt(pattern: RegExp, line: string): boolean {
  pattern.lastIndex = 0;
  return pattern.test(line);
}
