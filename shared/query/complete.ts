/** What could be completed at a place in a query being typed. `from` to `to` is what a choice replaces. */
export interface Completion {
  readonly kind: 'field' | 'value' | 'none';
  /** Field whose value is being typed. */
  readonly field: string | null;
  readonly prefix: string;
  readonly from: number;
  readonly to: number;
}

/** Looks at the word before the cursor; does not need the query to be valid. */
export function completionAt(text: string, cursor: number): Completion {
  const none: Completion = { kind: 'none', field: null, prefix: '', from: cursor, to: cursor };
  const before = text.slice(0, cursor);
  const quotes = before.match(/(?<!\\)"/g)?.length ?? 0;
  const inQuotes = quotes % 2 === 1;
  const word = (inQuotes ? /[^\s(]*"[^"]*$/ : /[^\s()]*$/).exec(before)?.[0] ?? '';
  const start = cursor - word.length;
  const colon = /^[-!+]*((?:[^:\\"]|\\.)+):/.exec(word);
  const end = cursor + (/^[^\s()"]*/.exec(text.slice(cursor))?.[0].length ?? 0);
  if (colon === null) {
    if (inQuotes) return none;
    const sign = /^[-!+]*/.exec(word)?.[0].length ?? 0;
    return { kind: 'field', field: null, prefix: word.slice(sign), from: start + sign, to: end };
  }
  const field = (colon[1] ?? '').replace(/\\(.)/g, '$1');
  const value = word.slice(colon[0].length);
  if (/^[[{/<>]/.test(value)) return none;
  const prefix = value.replace(/^"/, '').replace(/\\(.)/g, '$1');
  const closing = inQuotes && text[end] === '"' ? 1 : 0;
  return { kind: 'value', field, prefix, from: start + colon[0].length, to: end + closing };
}
