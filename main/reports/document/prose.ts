import { plainText, type Block, type Inline, type Line, type ListItem } from './document.ts';
import { inlines } from './prose-inlines.ts';
import { tableAt } from './prose-table.ts';

/**
 * Text that an analyst wrote, as paragraphs, lists and tables. Of Markdown it knows what people write in a form and in
 * a finding: blank lines, headings, nested `- ` and `1. ` lists, tables, quotations, fenced code, and the marks within
 * a line that `inlines` knows; everything else stays as it stands.
 */
export function proseBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  let at = 0;
  while (at < lines.length) {
    const read = blockAt(lines, at);
    if (read.block !== null) blocks.push(read.block);
    at = read.next;
  }
  return blocks;
}

interface Read {
  readonly block: Block | null;
  /** The line after it. */
  readonly next: number;
}

const HEADING = /^#{1,6}\s+(.+?)\s*#*$/;
const FENCE = /^\s*(`{3,}|~{3,})/;
const QUOTE = /^\s*>\s?/;
const ITEM = /^(\s*)(?:([-*•])|(\d{1,3})[.)])\s+(?=\S)/;

function blockAt(lines: readonly string[], at: number): Read {
  const line = lines[at] ?? '';
  if (line.trim() === '') return { block: null, next: at + 1 };
  const heading = HEADING.exec(line);
  if (heading?.[1] !== undefined) {
    return { block: { kind: 'paragraph', line: [{ strong: heading[1] }] }, next: at + 1 };
  }
  return codeAt(lines, at) ?? quoteAt(lines, at) ?? listAt(lines, at) ?? rest(lines, at);
}

function rest(lines: readonly string[], at: number): Read {
  const table = tableAt(lines, at);
  if (table !== null) return table;
  let next = at + 1;
  while (next < lines.length && continues(lines, next)) next++;
  const joined = lines.slice(at, next).map((line) => line.trim());
  return { block: { kind: 'paragraph', line: inlines(joined.join(' ')) }, next };
}

/** Whether a line goes on with the paragraph before it. */
function continues(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? '';
  if (line.trim() === '' || HEADING.test(line) || FENCE.test(line)) return false;
  return !QUOTE.test(line) && !ITEM.test(line) && tableAt(lines, at) === null;
}

function codeAt(lines: readonly string[], at: number): Read | null {
  const fence = FENCE.exec(lines[at] ?? '')?.[1];
  if (fence === undefined) return null;
  const end = lines.findIndex((line, n) => n > at && line.trim().startsWith(fence));
  if (end === -1) return null;
  const mono = lines.slice(at + 1, end).join('\n');
  return { block: mono === '' ? null : { kind: 'paragraph', line: [{ mono }] }, next: end + 1 };
}

function quoteAt(lines: readonly string[], at: number): Read | null {
  let next = at;
  while (QUOTE.test(lines[next] ?? '')) next++;
  if (next === at) return null;
  const said = lines.slice(at, next).map((line) => line.replace(QUOTE, '').trim());
  const quoted = plainText(inlines(said.join(' ')));
  return { block: { kind: 'paragraph', line: [{ text: `“${quoted}”` }] }, next };
}

/** An item as it was read, before it hangs under another. */
interface ReadItem {
  readonly indent: number;
  readonly number: number | null;
  text: string;
}

function listAt(lines: readonly string[], at: number): Read | null {
  const items: ReadItem[] = [];
  let next = at;
  for (; next < lines.length; next++) {
    const line = lines[next] ?? '';
    const [whole, indent, , number] = ITEM.exec(line) ?? [];
    const last = items.at(-1);
    if (whole !== undefined) {
      const text = line.slice(whole.length);
      items.push({
        indent: indent?.length ?? 0,
        number: number === undefined ? null : Number(number),
        text,
      });
    } else if (last !== undefined && /^\s+\S/.test(line)) last.text += ` ${line.trim()}`;
    else break;
  }
  if (items.length === 0) return null;
  return { block: { kind: 'list', items: hung(items) }, next };
}

/** Items under the one before them that is indented less. */
function hung(items: readonly ReadItem[]): ListItem[] {
  const [first] = items;
  if (first === undefined) return [];
  const own: ListItem[] = [];
  for (let at = 0; at < items.length;) {
    const item = items[at];
    if (item === undefined) break;
    let end = at + 1;
    while ((items[end]?.indent ?? 0) > item.indent) end++;
    const inner = hung(items.slice(at + 1, end));
    own.push({ line: inlines(item.text), number: item.number, inner });
    at = end;
  }
  return own;
}

/** The same as lines of a table's cell: items keep a bullet or their number, rows of a table become items. */
export function proseLines(text: string): Line[] {
  return proseBlocks(text).flatMap((block): Line[] => {
    if (block.kind === 'paragraph') return [block.line];
    if (block.kind === 'list') return itemLines(block.items, 0);
    if (block.kind !== 'table') return [];
    return block.rows.map((row) => [
      { text: '•  ' },
      ...row.cells.flatMap((cell, at): Inline[] => [
        { text: `${at === 0 ? '' : ' · '}${block.columns[at]?.title ?? ''}: ` },
        ...cell.flat(),
      ]),
    ]);
  });
}

/** Spaces that stand: how deep an item lies. */
const DEEPER = '\u00a0'.repeat(4);

function itemLines(items: readonly ListItem[], depth: number): Line[] {
  return items.flatMap(({ line, number, inner }): Line[] => {
    const label = number === null ? (depth === 0 ? '•' : '–') : `${number}.`;
    return [
      [{ text: `${DEEPER.repeat(depth)}${label}  ` }, ...line],
      ...itemLines(inner, depth + 1),
    ];
  });
}
