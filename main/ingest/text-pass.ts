import type { RecordTime } from '#shared/model/record.ts';
import { ColumnsWriter, TimeIndexWriter, type Kind, type RecordFacts } from '../logstore/index.ts';
import {
  LEVEL_IN_MESSAGE,
  showsLevel,
  type RecordHeader,
  type RecordReader,
} from './formats/index.ts';
import type { Skeletonizer } from './skeleton/index.ts';
import { clearHeader, countOne, emptyScanHeader, placeOfMessage } from './line-header.ts';

interface Open {
  start: number;
  end: number;
  lines: number;
  message: string;
  level: number;
}

/**
 * One pass over the text of a chunk, line by line as strings: for what `BlockScanner` does not take, which are tables whose
 * rows span lines, the rest of a line that was cut, and bytes that are not UTF-8.
 */
export class TextPass {
  readonly columns = new ColumnsWriter();
  readonly times = new TimeIndexWriter();
  readonly fields = null;
  readonly kinds: Kind[] = [];
  readonly skeletonIds: number[] = [];
  lines = 0;
  unparsed = 0;
  readonly others = new Map<string, number>();
  timeMinUs: number | null = null;
  timeMaxUs: number | null = null;

  private readonly text: string;
  /** The same as bytes when a character is a byte; null otherwise. */
  private readonly bytes: Buffer | null;
  private readonly reader: RecordReader;
  private readonly skeletonizer: Skeletonizer;
  private readonly kindIndex = new Map<number, number>();
  private readonly skeletonIndex = new Map<number, number>();
  /** Level that a skeleton tells; LEVEL_IN_MESSAGE: each of its messages tells its own. */
  private readonly skeletonLevels = new Map<number, number>();
  private readonly header: RecordHeader = emptyScanHeader();
  private readonly facts: RecordFacts = {
    length: 0,
    gap: 0,
    lines: 0,
    timeUs: Number.NaN,
    timeNs: 0,
    timeDigits: 0,
    kind: 0,
    messageAt: -1,
  };
  /** Where lines begin that lead to the first record, -1: none do. */
  private leadAt = -1;
  private leadLines = 0;
  private readonly open: Open = { start: -1, end: 0, lines: 0, message: '', level: 0 };

  constructor(
    text: string,
    bytes: Buffer | null,
    reader: RecordReader,
    skeletonizer: Skeletonizer,
  ) {
    this.text = text;
    this.bytes = bytes;
    this.reader = reader;
    this.skeletonizer = skeletonizer;
  }

  get records(): number {
    return this.columns.records;
  }

  /**
   * @param midLine the text begins within a line that was cut
   * @param goesOnFrom when the record of that line happened: its pieces stand with it on the timeline. They tell no level, for
   * what is counted is the record
   */
  run(midLine: boolean, goesOnFrom: RecordTime | null = null): void {
    const { text, header } = this;
    let at = 0;
    while (at < text.length) {
      const rowEnd = this.reader.rowEnd?.(text, at) ?? -1;
      const lineEnd = rowEnd < 0 ? text.indexOf('\n', at) : rowEnd;
      const newline = lineEnd === text.length ? -1 : lineEnd;
      const next = newline < 0 ? text.length : newline + 1;
      let end = newline < 0 ? text.length : newline;
      if (newline > at && text.charCodeAt(newline - 1) === 13) end--;
      const line = text.slice(at, end);
      const resumed = midLine && at === 0;
      header.by = null;
      const starts = this.reader.read(line, header);
      if (this.open.start < 0 && next < text.length && !resumed && this.isLead(starts, line)) {
        if (this.leadAt < 0) this.leadAt = at;
        this.leadLines++;
        this.lines++;
        at = next;
        continue;
      }
      if (starts || this.open.start < 0) {
        if (!starts || resumed) clearHeader(header, line);
        if (resumed && goesOnFrom !== null) takeTime(header, goesOnFrom);
        countOne(this.others, header.by);
        header.belowOwn = header.explained && header.by === null;
        if (!header.explained && !resumed) this.unparsed++;
        this.close(at);
        this.begin(at, line);
      } else this.tellLater();
      this.open.end = end;
      const lines = rowEnd < 0 ? 1 : 1 + newlinesIn(line);
      this.open.lines += lines;
      this.lines += lines;
      at = next;
    }
    this.close(text.length);
  }

  /** Passes over text that holds no records. */
  countLines(): void {
    this.lines = newlinesIn(this.text) + (this.text.endsWith('\n') ? 0 : 1);
  }

  private isLead(starts: boolean, line: string): boolean {
    return !(starts && this.header.explained) && this.reader.leads(line);
  }

  private begin(at: number, line: string): void {
    const { header, facts, open } = this;
    open.start = this.leadAt < 0 ? at : this.leadAt;
    open.lines = this.leadLines;
    this.leadAt = -1;
    this.leadLines = 0;
    open.message = header.message;
    open.level = header.level;
    facts.timeUs = header.timeUs;
    facts.timeNs = header.timeNs;
    facts.timeDigits = header.timeDigits;
    facts.messageAt = placeOfMessage(line, header);
    if (facts.messageAt >= 0) facts.messageAt += at - open.start;
  }

  /** What a further line of the open record told of it, where its first line did not. */
  private tellLater(): void {
    const { header, facts, open } = this;
    open.level = header.level;
    if (!Number.isNaN(facts.timeUs)) return;
    facts.timeUs = header.timeUs;
    facts.timeNs = header.timeNs;
    facts.timeDigits = header.timeDigits;
  }

  private close(nextStart: number): void {
    const { open, facts } = this;
    if (open.start < 0) return;
    const message = open.lines === 1 ? open.message : this.wholeMessage();
    facts.length = open.end - open.start;
    facts.gap = nextStart - open.end;
    facts.lines = open.lines;
    const skeletonId = this.skeletonOf(message);
    const level = open.level === LEVEL_IN_MESSAGE ? this.levelOf(skeletonId, message) : open.level;
    facts.kind = this.kindOf(skeletonId, level, facts.timeUs);
    this.columns.add(facts);
    this.times.add(facts.timeUs, facts.kind);
    open.start = -1;
  }

  private skeletonOf(message: string): number {
    const { bytes, open, facts } = this;
    if (bytes === null || facts.messageAt < 0) return this.skeletonizer.skeletonize(message);
    if (open.lines > 1) return this.skeletonizer.skeletonize(message);
    return this.skeletonizer.skeletonizeBytes(bytes, open.start + facts.messageAt, open.end);
  }

  private levelOf(skeletonId: number, message: string): number {
    let level = this.skeletonLevels.get(skeletonId);
    if (level === undefined) {
      const text = this.skeletonizer.table[skeletonId]?.text ?? '';
      level = showsLevel(text) ? this.reader.levelIn(text) : LEVEL_IN_MESSAGE;
      this.skeletonLevels.set(skeletonId, level);
    }
    return level === LEVEL_IN_MESSAGE ? this.reader.levelIn(message) : level;
  }

  /** Message of a record of several lines; notes whether it still is the verbatim end of the text. */
  private wholeMessage(): string {
    const { open, facts, text } = this;
    const message = this.reader.message(text.slice(open.start, open.end));
    const offset = open.end - open.start - message.length;
    const verbatim = offset === facts.messageAt && text.startsWith(message, open.start + offset);
    if (!verbatim) facts.messageAt = -1;
    return message;
  }

  private kindOf(skeletonId: number, level: number, timeUs: number): number {
    const key = skeletonId * 8 + level;
    let index = this.kindIndex.get(key);
    if (index === undefined) {
      index = this.kinds.length;
      this.kindIndex.set(key, index);
      this.kinds.push({
        skeletonId: this.indexOfSkeleton(skeletonId),
        level,
        count: 0,
        firstUs: null,
        lastUs: null,
      });
    }
    const kind = this.kinds[index];
    if (kind !== undefined) {
      kind.count++;
      if (!Number.isNaN(timeUs)) {
        if (kind.firstUs === null || timeUs < kind.firstUs) kind.firstUs = timeUs;
        if (kind.lastUs === null || timeUs > kind.lastUs) kind.lastUs = timeUs;
        if (this.timeMinUs === null || timeUs < this.timeMinUs) this.timeMinUs = timeUs;
        if (this.timeMaxUs === null || timeUs > this.timeMaxUs) this.timeMaxUs = timeUs;
      }
    }
    return index;
  }

  private indexOfSkeleton(skeletonId: number): number {
    let index = this.skeletonIndex.get(skeletonId);
    if (index === undefined) {
      index = this.skeletonIds.length;
      this.skeletonIndex.set(skeletonId, index);
      this.skeletonIds.push(skeletonId);
    }
    return index;
  }
}

function takeTime(header: RecordHeader, { us, ns, digits }: RecordTime): void {
  header.timeUs = us;
  header.timeNs = ns;
  header.timeDigits = digits;
}

function newlinesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
