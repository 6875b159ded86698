import {
  Bookmark,
  InternalHyperlink,
  TextRun,
  type IParagraphOptions,
  type IRunOptions,
  type ParagraphChild,
} from 'docx';
import { plainText, recordId, type Inline, type Line } from '../../document/document.ts';
import { levelsOf } from '../bidi.ts';
import { shownText } from '../markup.ts';
import { isWestern, languageOfText } from '../script.ts';
import { COLORS, EAST_ASIAN, FONTS, RECORD_FONTS } from './docx-style.ts';

/** What a paragraph that is a line has: its runs, and whether it begins at the right. */
type LineParts = Pick<IParagraphOptions, 'bidirectional'> & {
  readonly children: readonly ParagraphChild[];
};

/** Runs of a line. Citations lead to their record. */
export function lineParts(line: Line): LineParts {
  const texts = line.map((piece) => ({
    text: shownText(plainText([piece])),
    apart: 'mono' in piece || 'cite' in piece,
  }));
  const { parts, rtl } = levelsOf(texts);
  const children = line.flatMap((piece, at) =>
    runsOf(piece, texts[at]?.text ?? '', parts[at] ?? new Uint8Array()),
  );
  return { children, ...(rtl && { bidirectional: true }) };
}

/** A line of one text. */
export function textParts(text: string, options: Omit<IRunOptions, 'text'> = {}): LineParts {
  const shown = shownText(text);
  const { parts, rtl } = levelsOf([{ text: shown, apart: false }]);
  const children = stretchesOf(shown, parts[0] ?? new Uint8Array()).map((stretch) =>
    runOf(stretch, options),
  );
  return { children, ...(rtl && { bidirectional: true }) };
}

/** A line that citations lead to. */
export function bookmarked(id: string, line: Line): LineParts {
  const parts = lineParts(line);
  return { ...parts, children: [new Bookmark({ id, children: parts.children })] };
}

function runsOf(piece: Inline, text: string, levels: Uint8Array): ParagraphChild[] {
  const runs = (options: Omit<IRunOptions, 'text'>): TextRun[] =>
    stretchesOf(text, levels).map((stretch) => runOf(stretch, options));
  if ('cite' in piece) {
    const children = runs({ color: COLORS.accent });
    return [new InternalHyperlink({ anchor: recordId(piece.cite), children })];
  }
  if ('strong' in piece) return runs({ bold: true });
  if ('dim' in piece) return runs({ color: COLORS.dim, size: 17 });
  if ('mono' in piece) return runs({ font: RECORD_FONTS, size: 16 });
  return runs({});
}

/** Text in one direction and on one line. */
interface Stretch {
  readonly text: string;
  readonly rtl: boolean;
  /** Whether a line ends before it. */
  readonly turned: boolean;
}

/** A newline in a run is a space to Word, and a run has one direction: so each is one of its own. */
function stretchesOf(text: string, levels: Uint8Array): Stretch[] {
  const out: { text: string; rtl: boolean; turned: boolean }[] = [];
  let turned = false;
  let at = 0;
  for (const letter of text) {
    const rtl = (levels[at] ?? 0) % 2 === 1;
    at += letter.length;
    if (letter === '\n') {
      if (turned) out.push({ text: '', rtl: false, turned });
      turned = true;
      continue;
    }
    const last = out.at(-1);
    if (last !== undefined && last.rtl === rtl && !turned) last.text += letter;
    else out.push({ text: letter, rtl, turned });
    turned = false;
  }
  return out;
}

function runOf({ text, rtl, turned }: Stretch, options: Omit<IRunOptions, 'text'>): TextRun {
  const language = isWestern(text) ? null : languageOfText(text);
  const eastAsia = language === null ? undefined : EAST_ASIAN[language];
  return new TextRun({
    ...options,
    text,
    ...(turned && { break: 1 }),
    ...(rtl && { rightToLeft: true }),
    ...(rtl && language !== null && { language: { bidirectional: language } }),
    ...(eastAsia !== undefined && {
      font: { ...(options.font === RECORD_FONTS ? RECORD_FONTS : FONTS), eastAsia },
      language: { eastAsia: language ?? '' },
    }),
  });
}
