/** Rows of a CSV as RFC 4180 has them. Throws where it does not hold to it. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const [cell, end] = text[at] === '"' ? quotedCell(text, at + 1) : plainCell(text, at);
    row.push(cell);
    if (text[end] === ',') {
      at = end + 1;
    } else if (text.startsWith('\r\n', end)) {
      rows.push(row);
      row = [];
      at = end + 2;
    } else throw new Error(`a cell ends in neither a comma nor CRLF at ${end}`);
  }
  if (row.length > 0) throw new Error('the last row does not end');
  return rows;
}

function plainCell(text: string, start: number): [string, number] {
  const cell = /[^",\r\n]*/y;
  cell.lastIndex = start;
  const found = cell.exec(text)?.[0] ?? '';
  return [found, start + found.length];
}

function quotedCell(text: string, start: number): [string, number] {
  let cell = '';
  for (let at = start; ;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) throw new Error('a quotation mark is not closed');
    cell += text.slice(at, quote);
    if (text[quote + 1] !== '"') return [cell, quote + 1];
    cell += '"';
    at = quote + 2;
  }
}
