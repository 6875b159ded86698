import type { Block, Inline, Line } from './document.ts';

/**
 * Text that an analyst wrote, as paragraphs and lists. Of Markdown it knows what people write in a form:
 * blank lines, `- ` and `1. ` lists, `**strong**`, `` `code` ``; everything else stays as it stands.
 */
export function proseBlocks(text: string): Block[] {
  return text
    .replaceAll('\r\n', '\n')
    .split(/\n{2,}/)
    .filter((part) => part.trim() !== '')
    .flatMap(partBlocks);
}

const ITEM = /^\s*(?:[-*•]|\d{1,3}[.)])\s+/;

function partBlocks(part: string): Block[] {
  const blocks: Block[] = [];
  let lines: string[] = [];
  let items: string[] = [];
  const close = (): void => {
    if (lines.length > 0) blocks.push({ kind: 'paragraph', line: inlines(lines.join(' ')) });
    if (items.length > 0) blocks.push({ kind: 'list', items: items.map(inlines) });
    lines = [];
    items = [];
  };
  for (const line of part.split('\n')) {
    const heading = /^#{1,6}\s+(.+)$/.exec(line);
    if (heading?.[1] !== undefined) {
      close();
      blocks.push({ kind: 'paragraph', line: [{ strong: heading[1] }] });
    } else if (ITEM.test(line)) {
      if (lines.length > 0) close();
      items.push(line.replace(ITEM, ''));
    } else if (items.length > 0 && /^\s+\S/.test(line)) {
      items.push(`${items.pop() ?? ''} ${line.trim()}`);
    } else {
      if (items.length > 0) close();
      lines.push(line.trim());
    }
  }
  close();
  return blocks;
}

/** The same as lines of a table's cell; items of lists keep a bullet. */
export function proseLines(text: string): Line[] {
  return proseBlocks(text).flatMap((block): Line[] => {
    if (block.kind === 'paragraph') return [block.line];
    if (block.kind === 'list') return block.items.map((item) => [{ text: '•  ' }, ...item]);
    return [];
  });
}

const MARKED = /\*\*([^*\n]+)\*\*|`([^`\n]+)`/g;

function inlines(text: string): Inline[] {
  const pieces: Inline[] = [];
  let at = 0;
  for (const match of text.matchAll(MARKED)) {
    if (match.index > at) pieces.push({ text: text.slice(at, match.index) });
    const [whole, strong, mono] = match;
    pieces.push(strong === undefined ? { mono: mono ?? '' } : { strong });
    at = match.index + whole.length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at) });
  return pieces;
}
