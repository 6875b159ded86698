import { MASK } from '#shared/model/skeleton-text.ts';
import { matchPattern } from '#shared/model/template-match.ts';
import type {
  SkeletonStats,
  Template,
  TemplateExplanation,
  TemplatePart,
} from '#shared/model/template.ts';
import { patternOfLine } from './apply-template-rules.ts';
import { patternOf } from './match-slots.ts';

/** What varies, as a person reads it. */
const shown = (line: string): string => line.replaceAll(MASK, '<*>');

const MOST_LINES = 2000;
const MOST_WORDS = 50;
const WORDS_NAMED = 4;

/** Why the skeletons of a template are one; `rows`: of all its skeletons. */
export function explainTemplate(
  template: Template,
  rows: readonly Pick<SkeletonStats, 'id' | 'text' | 'count'>[],
): TemplateExplanation {
  const byLine = new Map<string, { skeletonId: number; count: number; traces: number }>();
  for (const { id, text, count } of rows) {
    const [line = ''] = text.split('\n', 1);
    const known = byLine.get(line);
    if (known === undefined) byLine.set(line, { skeletonId: id, count, traces: 1 });
    else byLine.set(line, { ...known, count: known.count + count, traces: known.traces + 1 });
  }
  const pattern = patternOf(template);
  const lines = [...byLine]
    .map(([line, { skeletonId, count }]) => ({
      skeletonId,
      text: line,
      count,
      values: matchPattern(pattern, line),
    }))
    .sort((a, b) => b.count - a.count || a.skeletonId - b.skeletonId);
  const slots = pattern.filter((part) => part === null).map((_, slot) => slotOf(lines, slot));
  return {
    because: sentences(template, rows.length, lines, slots),
    lines: lines.slice(0, MOST_LINES).map(({ text, values, ...line }) => ({
      ...line,
      text: shown(text),
      pattern: patternOfLine(text),
      values: values?.map(shown) ?? null,
    })),
    slots: slots.map(({ words, open }) => ({ open, words: words.slice(0, MOST_WORDS) })),
  };
}

interface Line {
  readonly count: number;
  readonly values: readonly string[] | null;
}

interface Slot {
  readonly words: readonly { readonly word: string; readonly count: number }[];
  readonly open: number;
}

function slotOf(lines: readonly Line[], slot: number): Slot {
  const counts = new Map<string, number>();
  let open = 0;
  for (const { values, count } of lines) {
    const value = values?.[slot];
    if (value === undefined) continue;
    if (value.includes(MASK)) open += count;
    else counts.set(value, (counts.get(value) ?? 0) + count);
  }
  const words = [...counts]
    .map(([word, count]) => ({ word, count }))
    .sort((a, b) => b.count - a.count || (a.word < b.word ? -1 : 1));
  return { words, open };
}

function sentences(
  template: Template,
  skeletons: number,
  lines: readonly Line[],
  slots: readonly Slot[],
): string[] {
  const told: string[] = [];
  const fitting = lines.filter(({ values }) => values !== null).length;
  const varying = slots.flatMap(({ words }, slot) => (words.length > 1 ? [slot] : []));
  if (lines.length === 1) {
    told.push(
      slots.length === 0
        ? 'One skeleton, the same in every record: nothing was merged.'
        : 'One skeleton: nothing was merged. What varies in it looks like a value (a number, an id, an address, a path).',
    );
  } else if (varying.length > 0) {
    const where =
      varying.length === 1
        ? `slot ${(varying[0] ?? 0) + 1}`
        : `slots ${varying.map((slot) => slot + 1).join(', ')}`;
    told.push(
      `${template.rules.length > 0 ? 'These' : 'Merged because these'} ${fitting} skeletons differ only in ${where}.`,
    );
    for (const slot of varying) told.push(slotSentence(slot, slots[slot]));
  }
  told.push(...template.parts.flatMap(alwaysSentence));
  const otherwise = lines.length - fitting;
  if (otherwise > 0) {
    told.push(
      `${otherwise} ${otherwise === 1 ? 'skeleton is' : 'skeletons are'} built otherwise: a list of values of another length, or a value that has other marks in it.`,
    );
  } else if (lines.length > 1 && varying.length === 0) {
    told.push(
      `Merged because these ${lines.length} skeletons differ only in how their values are written.`,
    );
  }
  if (skeletons > lines.length) {
    told.push(
      `The same line is followed by ${skeletons - lines.length + 1} different stack traces.`,
    );
  }
  return told;
}

function alwaysSentence(part: TemplatePart): string[] {
  if (!('slot' in part) || part.always === undefined) return [];
  return [
    `Slot ${part.slot + 1} held “${part.always}” in every record, and is shown as text until it holds something else.`,
  ];
}

function slotSentence(slot: number, found: Slot | undefined): string {
  const words = found?.words ?? [];
  const named = words
    .slice(0, WORDS_NAMED)
    .map(({ word }) => (word === '' ? 'nothing' : `“${word}”`))
    .join(', ');
  const more = words.length > WORDS_NAMED ? ` and ${words.length - WORDS_NAMED} more` : '';
  return `Slot ${slot + 1} holds ${words.length} words there: ${named}${more}.`;
}
