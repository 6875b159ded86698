import type { RecordTimes } from './record-time.ts';
import type { TextPattern } from './text-pattern.ts';

/**
 * Patterns see only this much of a line, which bounds what any expression can cost. A request line may
 * be 8 KiB by the default of Apache and nginx.
 */
const LONGEST_HEAD = 8192 + 512;

/** The part of a line that patterns see. */
export function headOf(line: string): string {
  return line.length > LONGEST_HEAD ? line.slice(0, LONGEST_HEAD) : line;
}

/** The text of a group without the blanks that an expression may take along. */
function withoutBlanks(text: string): string {
  return text.endsWith(' ') ? text.trimEnd() : text;
}

/** How the patterns of a format match a line. It remembers the last one: a line of a secondary format is asked for, and then read. */
export class HeaderMatch {
  private readonly patterns: readonly TextPattern[];
  private readonly times: RecordTimes;
  private line: string | null = null;
  private pattern: TextPattern | null = null;
  /** The groups of the last match, and where its message begins. */
  found: RegExpExecArray | null = null;
  private at = 0;
  /** The message where it is not the end of the line. */
  private inside: string | null = null;

  constructor(patterns: readonly TextPattern[], times: RecordTimes) {
    this.patterns = patterns;
    this.times = times;
  }

  /**
   * The first pattern that explains a line. Always in their order, though trying the last one first is
   * faster: what a record says must not depend on the lines before it.
   */
  of(line: string): TextPattern | null {
    if (line === this.line) return this.pattern;
    this.line = line;
    this.pattern = this.first(headOf(line));
    return this.pattern;
  }

  private first(head: string): TextPattern | null {
    for (const pattern of this.patterns) if (this.matches(pattern, head)) return pattern;
    return null;
  }

  /** Where in the line the message begins that is its end; -1: it is not. */
  get messageAt(): number {
    return this.inside === null ? this.at : -1;
  }

  /** The message of the line that matched last. */
  message(line: string): string {
    return this.inside ?? line.slice(this.at);
  }

  /** The text of its time. */
  time({ time }: TextPattern): string | undefined {
    const text = this.found?.[time];
    return text === undefined ? undefined : withoutBlanks(text);
  }

  private matches(pattern: TextPattern, head: string): boolean {
    const { hot } = pattern;
    hot.lastIndex = 0;
    const found = hot.exec(head);
    if (found === null) return false;
    if (!readsTime(found[pattern.time], pattern.time, this.times)) return false;
    this.found = found;
    this.placeMessage(pattern, found, head);
    return true;
  }

  private placeMessage(pattern: TextPattern, found: RegExpExecArray, head: string): void {
    this.inside = null;
    const text = pattern.message === 0 ? undefined : found[pattern.message];
    switch (pattern.place) {
      case 'rest':
        this.at = pattern.hot.lastIndex;
        return;
      case 'suffix':
        this.at = text === undefined ? pattern.hot.lastIndex : head.length - text.length;
        return;
      case 'inside':
      case 'none':
        this.at = text === undefined ? afterTime(head, found[pattern.time] ?? '') : 0;
        if (text === undefined) return;
        // A message that reaches the end of what patterns see goes on to the end of the line.
        if (head.endsWith(text) && text !== '') this.at = head.length - text.length;
        else this.inside = text;
    }
  }
}

/** Whether what a group has found reads as a time, if it has found anything. */
export function readsTime(text: string | undefined, group: number, times: RecordTimes): boolean {
  return group === 0 || text === undefined || times.reads(withoutBlanks(text));
}

/** Where the text begins after a time that the line begins with; 0 when it stands elsewhere or nothing follows. */
function afterTime(line: string, time: string): number {
  const start = line.indexOf(time);
  if (time === '' || start > 1) return 0;
  const rest = line.slice(start + time.length);
  const separators = /^[ \t\]):,;|-]*/.exec(rest)?.[0].length ?? 0;
  return separators === rest.length ? 0 : start + time.length + separators;
}
