import type { Output } from '#shared/contract/index.ts';

export type TemplateParts = Output<'templates.list'>[number]['parts'];

/** A piece of a message and how it is shown. */
export interface MessagePart {
  readonly text: string;
  readonly kind: 'plain' | 'slot' | 'hit' | 'highlight';
  readonly color?: number;
}

interface Span {
  readonly start: number;
  readonly end: number;
  readonly kind: 'slot' | 'hit' | 'highlight';
  readonly color?: number;
}

/** Where the slots of a template lie in a message: between its constant parts, in their order. */
export function slotSpans(message: string, parts: TemplateParts): Span[] {
  const spans: Span[] = [];
  let at = 0;
  let slotStart: number | null = null;
  for (const part of parts) {
    if ('slot' in part) {
      slotStart ??= at;
      continue;
    }
    // A template writes runs of blanks as one; the message may have more.
    const text = part.const.trim();
    const found = text === '' ? at : message.indexOf(text, at);
    if (found < 0) return [];
    if (slotStart !== null && text !== '') {
      spans.push(trimmed(message, slotStart, found));
      slotStart = null;
    }
    at = found + text.length;
  }
  if (slotStart !== null) spans.push(trimmed(message, slotStart, lineEnd(message)));
  return spans.filter(({ start, end }) => end > start);
}

function trimmed(message: string, from: number, to: number): Span {
  let start = from;
  let end = to;
  while (start < end && message[start] === ' ') start++;
  while (end > start && message[end - 1] === ' ') end--;
  return { start, end, kind: 'slot' };
}

function lineEnd(message: string): number {
  const newline = message.indexOf('\n');
  return newline < 0 ? message.length : newline;
}

/** Where a pattern occurs; at most 200 times. */
function occurrences(message: string, pattern: RegExp): Span[] {
  const spans: Span[] = [];
  pattern.lastIndex = 0;
  for (
    let found = pattern.exec(message);
    found !== null && spans.length < 200;
    found = pattern.exec(message)
  ) {
    if (found[0] === '') pattern.lastIndex++;
    else spans.push({ start: found.index, end: found.index + found[0].length, kind: 'hit' });
  }
  return spans;
}

/** A message cut into pieces to show: hits over highlights over slots. */
export function messageParts(
  message: string,
  template: TemplateParts | undefined,
  hits: RegExp | null,
  highlights: readonly { readonly text: string; readonly color: number }[],
): MessagePart[] {
  const layers: Span[] = template === undefined ? [] : slotSpans(message, template);
  const lower = message.toLowerCase();
  for (const { text, color } of highlights) {
    for (let at = lower.indexOf(text.toLowerCase()); at >= 0 && text !== '';) {
      layers.push({ start: at, end: at + text.length, kind: 'highlight', color });
      at = lower.indexOf(text.toLowerCase(), at + text.length);
    }
  }
  if (hits !== null) layers.push(...occurrences(message, hits));
  return cut(message, layers);
}

function cut(message: string, layers: readonly Span[]): MessagePart[] {
  if (layers.length === 0) return [{ text: message, kind: 'plain' }];
  const edges = new Set([0, message.length]);
  for (const { start, end } of layers) edges.add(start).add(end);
  const sorted = [...edges].sort((a, b) => a - b);
  const parts: MessagePart[] = [];
  for (let i = 0; i + 1 < sorted.length; i++) {
    const start = sorted[i] ?? 0;
    const end = sorted[i + 1] ?? 0;
    // The last layer that covers the piece is the one on top.
    const top = layers.findLast((span) => span.start <= start && span.end >= end);
    const text = message.slice(start, end);
    if (top === undefined) parts.push({ text, kind: 'plain' });
    else
      parts.push({
        text,
        kind: top.kind,
        ...(top.color === undefined ? {} : { color: top.color }),
      });
  }
  return parts;
}
