import type { TextWriter } from './text-writer.ts';
import {
  attributeOf,
  childOf,
  elementsOf,
  localName,
  textOf,
  type Element,
} from './windows-event/element.ts';
import { eventLine } from './windows-event/event-line.ts';
import { xmlElement } from './xml-element.ts';

/** An element longer than this is damage: it is given as text. */
const LONGEST_ELEMENT = 16 * 1024 * 1024;

/** What may stand before the first record. */
const PROLOG =
  /^(?:<\?xml[^>]*\?>\s*|<!DOCTYPE[^>]*>\s*|<!--[^>]*-->\s*|<(?:Events|log|log4j:eventSet)\b[^>]*>\s*)*/;
/** An element of a known log by what stands in it: many a program calls its own `Event` or `record`. */
const RECORD =
  /^<(?:(Event)\b(?:[^>]*>\s*<System[\s>]|[^>]*\bloggerName=)|(log4j:event)[\s>]|(record)>\s*<date>)/;
/** Sysmon for Linux writes its events behind a syslog header. */
const AFTER_HEADER = /^[^<\n]{10,200}<(Event)>\s*<System>.*<\/Event>\s*$/;
/** Lines around and between the records that say nothing. */
const FRAME =
  /^(?:<\?xml[^>]*\?>|<!DOCTYPE[^>]*>|<!--[^>]*-->|<\/?(?:Events|log|log4j:eventSet)\b[^>]*>|\s)*$/;

/** A writer for logs in XML: Windows events, log4j, java.util.logging; null: the text is none. */
export function recogniseXml(head: string): (() => TextWriter) | null {
  const start = head.trimStart();
  const found = RECORD.exec(start.slice(PROLOG.exec(start)?.[0].length ?? 0)) ?? [];
  const name = found[1] ?? found[2] ?? found[3];
  if (name !== undefined) return () => new XmlRecords(name);
  const newline = start.indexOf('\n');
  if (newline < 0) return null;
  const lines = start.slice(0, start.lastIndexOf('\n')).split('\n');
  return lines.every((line) => AFTER_HEADER.test(line)) ? () => new XmlRecords('Event') : null;
}

/** Writes every element of one name as a line of JSON. */
class XmlRecords implements TextWriter {
  private readonly name: string;
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  private readonly opening: RegExp;
  private readonly closing: string;
  private held = '';
  /** Where in `held` the end of the element was not found yet. */
  private searched = 0;

  constructor(name: string) {
    this.name = name;
    this.opening = new RegExp(`<${name}[\\s>]`);
    this.closing = `</${name}>`;
  }

  push(bytes: Buffer): Buffer {
    this.held += this.decoder.decode(bytes, { stream: true });
    return this.take();
  }

  end(): Buffer {
    this.held += this.decoder.decode();
    const out = [this.take().toString('utf8')];
    addText(this.held, out);
    this.held = '';
    return Buffer.from(out.join(''), 'utf8');
  }

  private take(): Buffer {
    const out: string[] = [];
    let at = 0;
    for (;;) {
      const start = this.nextOpening(at);
      if (start < 0) {
        // No record begins in these lines, so none of them needs to be held.
        const lines = this.held.lastIndexOf('\n') + 1;
        if (lines > at) addText(this.held.slice(at, lines - 1), out);
        at = Math.max(at, lines);
        break;
      }
      const close = this.held.indexOf(this.closing, Math.max(start, this.searched));
      if (close < 0 && this.held.length - start < LONGEST_ELEMENT) break;
      const end = close < 0 ? start + LONGEST_ELEMENT : close + this.closing.length;
      // What stands before the element on its own line is a header that the event repeats.
      addText(this.held.slice(at, this.held.lastIndexOf('\n', start) + 1), out);
      addElement(this.held.slice(start, end), out);
      at = end;
    }
    this.held = this.held.slice(at);
    this.searched = Math.max(0, this.held.length - this.closing.length);
    return Buffer.from(out.join(''), 'utf8');
  }

  private nextOpening(at: number): number {
    const found = this.held.indexOf(`<${this.name}`, at);
    if (found < 0 || this.opening.test(this.held.slice(found, found + this.name.length + 2))) {
      return found;
    }
    return found + this.name.length + 2 > this.held.length ? -1 : this.nextOpening(found + 1);
  }
}

/** Text that is no record and no frame is kept line by line. */
function addText(text: string, out: string[]): void {
  for (const line of text.split(/\r?\n/)) {
    if (!FRAME.test(line)) out.push(line, '\n');
  }
}

function addElement(text: string, out: string[]): void {
  const element = xmlElement(text);
  if (element === null || !isKnown(element)) addText(text, out);
  else out.push(lineOf(element), '\n');
}

/** Whether a line of JSON can say what an element says. */
function isKnown(element: Element): boolean {
  if (element.name !== 'Event') return true;
  return attributeOf(element, 'loggerName') !== '' || childOf(element, 'System') !== undefined;
}

function lineOf(element: Element): string {
  if (element.name === 'record') return javaLine(element);
  const isLog4j = element.name !== 'Event' || attributeOf(element, 'loggerName') !== '';
  return isLog4j ? log4jLine(element) : eventLine(element);
}

/** log4j 1 (`log4j:event`) and 2 (`Event`). */
function log4jLine(element: Element): string {
  const attribute = (name: string): string | undefined => attributeOf(element, name) || undefined;
  const child = (...names: string[]): Element | undefined =>
    names.map((name) => childOf(element, name)).find((found) => found !== undefined);
  const instant = child('Instant');
  const location = child('locationInfo', 'Source');
  return JSON.stringify({
    timestampMs: attribute('timestamp') ?? attribute('timeMillis') ?? millisOf(instant),
    level: attribute('level'),
    logger: attribute('logger') ?? attribute('loggerName'),
    thread: attribute('thread'),
    message: textOf(child('message', 'Message')),
    stack: textOf(child('throwable', 'Thrown')).trim() || undefined,
    ndc: textOf(child('NDC')) || undefined,
    location: location === undefined ? undefined : Object.fromEntries(location.attributes),
    mdc: properties(child('properties', 'MDC', 'ContextMap')),
  });
}

function millisOf(instant: Element | undefined): string | undefined {
  const seconds = attributeOf(instant, 'epochSecond');
  if (seconds === '') return undefined;
  const nanos = attributeOf(instant, 'nanoOfSecond').padStart(9, '0');
  return `${seconds}${nanos.slice(0, 3)}.${nanos.slice(3)}`;
}

function properties(element: Element | undefined): Record<string, string> | undefined {
  if (element === undefined) return undefined;
  return Object.fromEntries(
    elementsOf(element).map((part) => [
      attributeOf(part, 'name') || attributeOf(part, 'key'),
      attributeOf(part, 'value'),
    ]),
  );
}

/** `java.util.logging.XMLFormatter`. */
function javaLine(element: Element): string {
  const text = (name: string): string | undefined => textOf(childOf(element, name)) || undefined;
  const exception = childOf(element, 'exception');
  const frames = elementsOf(exception)
    .filter((part) => localName(part) === 'frame')
    .map((frame) => {
      const part = (name: string): string => textOf(childOf(frame, name));
      return `\tat ${part('class')}.${part('method')}(line ${part('line')})`;
    });
  const stack = [textOf(childOf(exception, 'message')), ...frames].join('\n');
  return JSON.stringify({
    millis: text('millis'),
    date: text('date'),
    sequence: text('sequence'),
    level: text('level'),
    logger: text('logger'),
    class: text('class'),
    method: text('method'),
    thread: text('thread'),
    message: text('message') ?? '',
    stack: exception === undefined ? undefined : stack,
  });
}
