import {
  plainText,
  recordId,
  type Block,
  type Inline,
  type LetterHead,
  type Line,
  type ListItem,
  type ReportDocument,
} from '../document/document.ts';
import { escapeMarkup } from './markup.ts';
import { isWestern, languageOfText } from './script.ts';
import { STYLE } from './html-style.ts';

/** A report as one web page that needs nothing beside it and runs no script. */
export function renderHtml(document: ReportDocument): string {
  const { language, title, over, subtitle, facts, draft, marking } = document;
  const letter = document.letterHead !== null;
  const headings = document.blocks.filter((block) => block.kind === 'heading' && block.level === 1);
  const contents =
    document.cover === 'page'
      ? `<nav aria-label="Contents"><h2>Contents</h2><ol>${headings.map((block) => contentsItem(block)).join('')}</ol></nav>`
      : '';
  const rows = facts.map(
    ({ label, value }) =>
      `<div><dt${way(label)}>${escapeMarkup(label)}</dt><dd${wayOf(value)}>${inlines(value)}</dd></div>`,
  );
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeMarkup(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main${letter ? ' class="letter"' : ''}>
<header>
${letterTop(document.letterHead)}${marking === '' ? '' : `<p class="marking">${escapeMarkup(marking)}</p>\n`}${over === '' ? '' : `<p class="over">${escapeMarkup(over)}</p>\n`}<h1${way(title)}>${escapeMarkup(title)}</h1>
${subtitle === '' ? '' : `<p class="subtitle"${way(subtitle)}>${escapeMarkup(subtitle)}</p>\n`}${draft ? '<p class="draft">Draft: mandatory fields are missing</p>\n' : ''}${rows.length === 0 ? '' : `<dl class="facts">${rows.join('')}</dl>\n`}</header>
${contents}
${document.blocks.map((block) => renderBlock(block, letter)).join('\n')}
</main>
</body>
</html>
`;
}

function letterTop(head: LetterHead | null): string {
  if (head === null) return '';
  const lines = [
    `<p class="sender"${way(head.sender)}>${escapeMarkup(head.sender)}</p>`,
    `<p>${head.addressee.map((line) => `<bdi>${escapeMarkup(line)}</bdi>`).join('<br>')}</p>`,
    head.date === '' ? '' : `<p>${escapeMarkup(head.date)}</p>`,
    head.reference === ''
      ? ''
      : `<p class="dim">Our reference: ${escapeMarkup(head.reference)}</p>`,
  ];
  return `<div class="letterhead">${lines.join('')}</div>\n`;
}

function contentsItem(block: Block): string {
  return block.kind === 'heading'
    ? `<li><a href="#${block.id}"${way(block.text)}>${escapeMarkup(block.text)}</a></li>`
    : '';
}

function renderBlock(block: Block, letter: boolean): string {
  switch (block.kind) {
    case 'heading': {
      const tag = block.level === 1 || letter ? 'h2' : 'h3';
      return `<${tag} id="${block.id}"${way(block.text)}>${escapeMarkup(block.text)}</${tag}>`;
    }
    case 'paragraph':
      return `<p${wayOf(block.line)}>${inlines(block.line)}</p>`;
    case 'list':
      return renderList(block.items);
    case 'signature':
      return `<p class="closing"${way(block.closing)}>${escapeMarkup(block.closing)}</p><p class="signature">${block.lines.map((line) => `<bdi>${escapeMarkup(line)}</bdi>`).join('<br>')}</p>`;
    case 'notice':
      return `<p class="notice ${block.tone}" role="note"${wayOf(block.line)}>${inlines(block.line)}</p>`;
    case 'chart':
      return `<figure><figcaption${way(block.title)}>${escapeMarkup(block.title)}</figcaption><div role="img" aria-label="${escapeMarkup(block.alt)}">${block.svg}</div></figure>`;
    case 'table':
      return renderTable(block);
  }
}

function renderList(items: readonly ListItem[]): string {
  if (items.length === 0) return '';
  const first = items[0]?.number ?? null;
  const tag = first === null ? 'ul' : 'ol';
  const start = first === null || first === 1 ? '' : ` start="${first}"`;
  const inner = items.map(
    (item) => `<li${wayOf(item.line)}>${inlines(item.line)}${renderList(item.inner)}</li>`,
  );
  return `<${tag}${start}>${inner.join('')}</${tag}>`;
}

function renderTable({ caption, style, columns, rows }: Extract<Block, { kind: 'table' }>): string {
  const total = columns.reduce((sum, { share }) => sum + share, 0);
  const widths = columns.map(
    ({ share }) => `<col style="width:${((share / total) * 100).toFixed(1)}%">`,
  );
  const head = columns
    .map(
      ({ title, align }) =>
        `<th scope="col"${align === 'end' ? ' class="end"' : ''}${way(title)}>${escapeMarkup(title)}</th>`,
    )
    .join('');
  const body = rows.map(({ cells, id }) => {
    const row = cells.map((lines, at) => {
      const content = lines.map((line) => `<div${wayOf(line)}>${inlines(line)}</div>`).join('');
      if (style === 'form' && at === 0) return `<th scope="row">${content}</th>`;
      return `<td${columns[at]?.align === 'end' ? ' class="end"' : ''}>${content}</td>`;
    });
    return `<tr${id === undefined ? '' : ` id="${escapeMarkup(id)}"`}>${row.join('')}</tr>`;
  });
  const title = `<caption class="unseen">${escapeMarkup(caption)}</caption>`;
  const top = style === 'form' ? '' : `<thead><tr>${head}</tr></thead>`;
  return `<div class="wide"><table class="${style}">${title}<colgroup>${widths.join('')}</colgroup>${top}<tbody>\n${body.join('\n')}\n</tbody></table></div>`;
}

function inlines(line: Line): string {
  return line.map((piece) => inline(piece)).join('');
}

function inline(piece: Inline): string {
  if ('cite' in piece) {
    return `<a class="cite" href="#${recordId(piece.cite)}">${escapeMarkup(plainText([piece]))}</a>`;
  }
  if ('strong' in piece) return `<strong>${escapeMarkup(piece.strong)}</strong>`;
  if ('dim' in piece) return `<span class="dim">${escapeMarkup(piece.dim)}</span>`;
  if ('mono' in piece) return `<code${wayOfRecord(piece.mono)}>${escapeMarkup(piece.mono)}</code>`;
  return escapeMarkup(piece.text);
}

const wayOf = (line: Line): string => way(plainText(line));

/** Attributes that say in which direction text of other than western letters runs, and in which language. */
function way(text: string): string {
  return isWestern(text) ? '' : ` dir="auto"${langOf(text)}`;
}

/** A record begins at the left, and does not turn the text around it. */
function wayOfRecord(text: string): string {
  return isWestern(text) ? '' : ` dir="ltr"${langOf(text)}`;
}

function langOf(text: string): string {
  const language = languageOfText(text);
  return language === null ? '' : ` lang="${language}"`;
}
