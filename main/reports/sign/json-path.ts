/**
 * The path of the value that a byte of a JSON text lies in, `answers[3].value`; null: the text before it is not
 * JSON. Only what comes before is read, so that it is found in a text that is broken from there on.
 */
export function jsonPathAt(text: string, at: number): string | null {
  const open: { list: boolean; index: number; key: string }[] = [];
  let position = 0;
  while (position <= at && position < text.length) {
    const sign = text[position] ?? '';
    const inner = open.at(-1);
    if (sign === '{' || sign === '[') {
      open.push({ list: sign === '[', index: 0, key: '' });
      position++;
    } else if (sign === '}' || sign === ']') {
      if (open.pop() === undefined) return null;
      position++;
    } else if (sign === ',') {
      if (inner === undefined) return null;
      inner.index++;
      inner.key = '';
      position++;
    } else if (sign === '"') {
      const end = stringEnd(text, position);
      const isKey = inner !== undefined && !inner.list && inner.key === '';
      if (isKey && end <= at + 1) inner.key = text.slice(position + 1, end - 1);
      position = end;
    } else position++;
  }
  return pathOf(open);
}

function pathOf(open: readonly { list: boolean; index: number; key: string }[]): string {
  return open
    .map(({ list, index, key }) => (list ? `[${index}]` : key === '' ? '' : `.${key}`))
    .join('')
    .replace(/^\./, '');
}

/** Where a string ends, behind its closing mark. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}
