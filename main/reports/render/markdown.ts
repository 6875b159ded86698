import type {
  Block,
  Inline,
  LetterHead,
  Line,
  ListItem,
  ReportDocument,
} from '../document/document.ts';
import { controlText, numberText, TURNS } from './markup.ts';

/** A report as Markdown (CommonMark with tables as GitHub has them). Pictures are told in words. */
export function renderMarkdown(document: ReportDocument): string {
  const { title, over, subtitle, facts, draft, blocks, letterHead } = document;
  const head = [
    ...letterTop(letterHead),
    `# ${escapeText(title)}`,
    over === '' ? '' : `_${escapeText(over)}_`,
    subtitle === '' ? '' : escapeText(subtitle),
    draft ? '**Draft: mandatory fields are missing**' : '',
    facts
      .map(
        ({ label, value }) => `- ${label === '' ? '' : `${escapeText(label)}: `}${inlines(value)}`,
      )
      .join('\n'),
  ];
  const parts = [...head, ...blocks.map((block) => renderBlock(block, letterHead !== null))];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function letterTop(head: LetterHead | null): string[] {
  if (head === null) return [];
  return [
    marked(head.sender, '**'),
    head.addressee.map((line) => escapeText(line)).join('\\\n'),
    escapeText(head.date),
    head.reference === '' ? '' : `Our reference: ${escapeText(head.reference)}`,
  ];
}

function renderBlock(block: Block, letter: boolean): string {
  switch (block.kind) {
    case 'heading':
      return `${block.level === 1 || letter ? '##' : '###'} ${escapeText(block.text)}`;
    case 'paragraph':
      return inlines(block.line);
    case 'list':
      return renderList(block.items, '');
    case 'signature': {
      const lines = [String.raw`\_`.repeat(30), ...block.lines.map((line) => escapeText(line))];
      return `${escapeText(block.closing)}\n\n${lines.join('\\\n')}`;
    }
    case 'notice':
      return `> ${inlines(block.line)}`;
    case 'chart':
      return `_${escapeText(block.alt)}_`;
    case 'table': {
      const { columns, rows } = block;
      const head = columns.map(({ title }) => escapeText(title));
      const rule = columns.map(({ align }) => (align === 'end' ? '---:' : '---'));
      const body = rows.map(({ cells }) =>
        cells.map((lines) => lines.map((line) => inlines(line)).join('<br>')),
      );
      return [head, rule, ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
    }
  }
}

function renderList(items: readonly ListItem[], indent: string): string {
  return items
    .map(({ line, number, inner }) => {
      const mark = number === null ? '- ' : `${number}. `;
      const own = `${indent}${mark}${inlines(line)}`;
      const deeper = indent + ' '.repeat(mark.length);
      return inner.length === 0 ? own : `${own}\n${renderList(inner, deeper)}`;
    })
    .join('\n');
}

function inlines(line: Line): string {
  return line.map((piece) => inline(piece)).join('');
}

function inline(piece: Inline): string {
  if ('cite' in piece) return `\\[${piece.cite}\\]`;
  if ('strong' in piece) return marked(piece.strong, '**');
  if ('mono' in piece) return codeSpan(piece.mono);
  return escapeText('dim' in piece ? piece.dim : piece.text);
}

/** Marks stand at the words, not at the spaces around them, or they would not count. */
function marked(text: string, mark: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return text;
  return text.replace(trimmed, () => `${mark}${escapeText(trimmed)}${mark}`);
}

/** A code span whose fence is longer than any run of backticks in it. */
function codeSpan(text: string): string {
  const runs = [...text.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = '`'.repeat(Math.max(0, ...runs) + 1);
  const pad = runs.length > 0 ? ' ' : '';
  return `${fence}${pad}${oneLine(text).replaceAll('|', '\\|')}${pad}${fence}`;
}

function escapeText(text: string): string {
  return oneLine(text).replace(/[\\`*_[\]<>|~#]/g, (mark) => `\\${mark}`);
}

function oneLine(text: string): string {
  return (
    text
      .toWellFormed()
      .replace(/\s*\n\s*/g, ' ')
      // oxlint-disable-next-line no-control-regex -- control characters are what is shown
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, controlText)
      .replace(TURNS, numberText)
  );
}
