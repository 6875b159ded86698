import type { Value, WildcardPart } from './ast.ts';
import { EXAMPLE, type Cursor } from './cursor.ts';
import { boundedSearch, PatternRefused } from '../pattern/index.ts';
import { regexDanger } from './regex-safety.ts';

/** Reads a value: after a field everything a value can be, bare only what a message can be searched for. */
export function readValue(cursor: Cursor, ofField: boolean): Value {
  const char = cursor.peek();
  if (char === '"') return phrase(cursor);
  if (char === '/') {
    const pattern = regex(cursor);
    if (pattern !== null) return pattern;
  }
  if (ofField && (char === '[' || char === '{')) return range(cursor);
  if (ofField && (char === '<' || char === '>')) return comparison(cursor);
  if (ofField && char === '=') return otherField(cursor);
  return word(cursor, ofField);
}

function phrase(cursor: Cursor): Value {
  const start = cursor.at;
  let text = '';
  for (let i = cursor.at + 1; i < cursor.text.length; i++) {
    const char = cursor.text[i] ?? '';
    if (char === '"') {
      cursor.at = i + 1;
      cursor.refuseSuffix();
      return { kind: 'phrase', text };
    }
    text += char === '\\' ? (cursor.text[++i] ?? '') : char;
  }
  cursor.at = start;
  cursor.refuse('This " is never closed.', ['"'], '"connection reset"', 1);
}

/** A regular expression, if the slash here has a partner that ends a word; otherwise it is a path. */
function regex(cursor: Cursor): Value | null {
  let source = '';
  for (let i = cursor.at + 1; i < cursor.text.length; i++) {
    const char = cursor.text[i] ?? '';
    if (char === '\\') {
      const next = cursor.text[++i] ?? '';
      source += next === '/' ? '/' : `\\${next}`;
      continue;
    }
    const after =
      char === '/' ? /^(?!\w*(\w)\w*\1)([ims]*)(?=$|[\s)])/.exec(cursor.text.slice(i + 1)) : null;
    if (after !== null) {
      const start = cursor.at;
      cursor.at = i + 1 + after[0].length;
      checkRegex(cursor, source, start);
      const flags = Array.from(after[2] ?? '')
        .sort()
        .join('');
      return { kind: 'regex', source, flags };
    }
    source += char;
  }
  return null;
}

function checkRegex(cursor: Cursor, source: string, start: number): void {
  const fail = (message: string): never => {
    const length = cursor.at - start;
    cursor.at = start;
    cursor.refuse(message, ['a regular expression'], '/bot-\\d+/', length);
  };
  try {
    new RegExp(source);
  } catch {
    fail('This is not a valid regular expression.');
  }
  const danger = regexDanger(source);
  if (danger !== null) fail(`This regular expression is refused: ${danger}.`);
  try {
    boundedSearch(source, '');
  } catch (error) {
    const reason = error instanceof PatternRefused ? error.message : 'it cannot be read';
    fail(`This regular expression is refused: it has ${reason}.`);
  }
}

function range(cursor: Cursor): Value {
  const start = cursor.at;
  const fromIncluded = cursor.peek() === '[';
  const found =
    /^[[{]\s*("(?:[^"\\]|\\.)*"|[^\s\]}"]+)\s+TO\s+("(?:[^"\\]|\\.)*"|[^\s\]}"]+)\s*([\]}])/.exec(
      cursor.text.slice(start),
    );
  if (found === null) {
    const length = /^[^\s\]})]*/.exec(cursor.text.slice(start))?.[0].length ?? 1;
    cursor.refuse(
      'A range needs two ends with TO between them, and a bracket at its end.',
      ['[from TO to]'],
      'status:[500 TO 599]',
      length,
    );
  }
  const [whole, from = '*', to = '*', close] = found;
  cursor.at += whole.length;
  return {
    kind: 'range',
    from: rangeEnd(from),
    to: rangeEnd(to),
    fromIncluded,
    toIncluded: close === ']',
  };
}

function comparison(cursor: Cursor): Value {
  const operator = /^[<>]=?/.exec(cursor.text.slice(cursor.at))?.[0] ?? '';
  cursor.at += operator.length;
  const value = cursor.peek() === '"' ? phrase(cursor) : word(cursor, true);
  if ((value.kind !== 'word' && value.kind !== 'phrase') || value.text === '') {
    cursor.refuse(
      `After ${operator} there should be a number, a time or a level.`,
      ['a number', 'a time', 'a level'],
      'status:>=500',
      1,
    );
  }
  const up = operator.startsWith('>');
  const included = operator.endsWith('=');
  return {
    kind: 'range',
    from: up ? value.text : null,
    to: up ? null : value.text,
    fromIncluded: included,
    toIncluded: included,
  };
}

/** `=name`, with `*` before or after the name for more. */
function otherField(cursor: Cursor): Value {
  cursor.at++;
  const before = cursor.peek() === '*';
  if (before) cursor.at++;
  let name = '';
  let after = false;
  for (; cursor.at < cursor.text.length; cursor.at++) {
    const char = cursor.peek();
    if (/[\s()"]/.test(char)) break;
    after = char === '*';
    if (char === '\\') name += cursor.text[++cursor.at] ?? '';
    else if (!after) name += char;
  }
  if (name === '') {
    cursor.refuse(
      'After = there should be the name of another field.',
      ['a field'],
      'sender:=recipient',
      1,
    );
  }
  return { kind: 'field', name, before, after };
}

function word(cursor: Cursor, ofField: boolean): Value {
  const start = cursor.at;
  const parts: WildcardPart[] = [];
  let literal = '';
  const flush = (): void => {
    if (literal !== '') parts.push({ literal });
    literal = '';
  };
  for (; cursor.at < cursor.text.length; cursor.at++) {
    const char = cursor.peek();
    if (/[\s()"]/.test(char)) break;
    if (char === '\\') literal += cursor.text[++cursor.at] ?? '';
    else if (char === '*' || char === '?') {
      flush();
      parts.push({ wild: char });
    } else if (
      (char === '^' || char === '~') &&
      /^[\^~][\d.]*(?=$|[\s)])/.test(cursor.text.slice(cursor.at))
    ) {
      cursor.refuseSuffix();
    } else literal += char;
  }
  flush();
  if (cursor.at === start) {
    cursor.refuse('Here should be a word or a value.', ['a word', '"a phrase"'], EXAMPLE, 1);
  }
  if (parts.every((part) => 'literal' in part)) {
    return {
      kind: 'word',
      text: parts.map((part) => ('literal' in part ? part.literal : '')).join(''),
    };
  }
  const [only] = parts;
  if (ofField && parts.length === 1 && only !== undefined && 'wild' in only && only.wild === '*') {
    return { kind: 'exists' };
  }
  return { kind: 'wildcard', parts };
}

function rangeEnd(written: string): string | null {
  if (written === '*') return null;
  if (!written.startsWith('"')) return written.replace(/\\(.)/g, '$1');
  return written.slice(1, -1).replace(/\\(.)/g, '$1');
}
