import type { FormatDefinition } from '#shared/model/format.ts';
import { layoutOfTime } from '#shared/model/layout-of-time.ts';

/** A format as the editor holds it: texts that may be wrong for the moment. */
export interface Draft {
  readonly id: string;
  readonly title: string;
  /** Null for a format that is edited as JSON alone. */
  readonly text: TextDraft | null;
  /** The rest of the definition; for one without `text`, all of it. */
  readonly json: string;
}

/** The part of a draft that a format of text has. */
export interface TextDraft {
  /** One a line. */
  readonly patterns: string;
  readonly layouts: string;
  /** `word = level`, one a line. */
  readonly levels: string;
  readonly indentedOnly: boolean;
}

/** A format that reads nothing yet. */
export const EMPTY_DRAFT: Draft = {
  id: '',
  title: '',
  text: { patterns: '', layouts: '', levels: '', indentedOnly: false },
  json: '{}',
};

/** An id made of a title. */
export function idOfTitle(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

/** A definition as the editor shows it. */
export function draftOf(definition: FormatDefinition): Draft {
  const { id, title } = definition;
  if (definition.kind !== 'text') {
    return { id, title, text: null, json: JSON.stringify(definition, null, 2) };
  }
  const { patterns, layouts, levels, continuation, ...rest } = definition;
  return {
    id,
    title,
    text: {
      patterns: patterns.join('\n'),
      layouts: layouts.join('\n'),
      levels: Object.entries(levels)
        .map(([word, level]) => `${word} = ${level}`)
        .join('\n'),
      indentedOnly: continuation === 'indented',
    },
    json: JSON.stringify(rest),
  };
}

/** What a draft says, to be checked by `main`. */
export type Definition = Readonly<Record<string, unknown>>;

/** The definition that a draft stands for, or what keeps it from being read as one. */
export function definitionOf(draft: Draft): Definition | string {
  let rest: unknown;
  try {
    rest = JSON.parse(draft.json);
  } catch (error) {
    return error instanceof Error ? error.message : 'This is not JSON.';
  }
  return {
    ...(typeof rest === 'object' ? rest : {}),
    ...(draft.text === null ? {} : textPart(draft.text)),
    own: true,
    id: draft.id,
    title: draft.title,
  };
}

function textPart({ patterns, layouts, levels, indentedOnly }: TextDraft) {
  return {
    kind: 'text',
    patterns: linesOf(patterns),
    layouts: linesOf(layouts),
    levels: levelsOf(levels),
    continuation: indentedOnly ? 'indented' : 'any',
  };
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

function levelsOf(text: string): Record<string, string> {
  const pairs = linesOf(text).map((line) => {
    const [word = '', level = ''] = line.split('=').map((part) => part.trim().toLowerCase());
    return [word, level] as const;
  });
  return Object.fromEntries(pairs);
}

/**
 * Takes in the pattern that was marked on a line: in the place of the first that reads the line, else below the others, which
 * read other lines. The layout of its time comes along, and that of a pattern whose place it took goes.
 */
export function withMarked(
  text: TextDraft,
  { line, pattern }: { readonly line: string; readonly pattern: string },
  lines: readonly string[],
): TextDraft {
  const patterns = linesOf(text.patterns);
  const at = patterns.findIndex((one) => groupIn(one, line) !== null);
  const before = at < 0 ? null : layoutBy(patterns[at] ?? '', line, lines);
  const layout = layoutBy(pattern, line, lines);
  const layouts = linesOf(text.layouts).filter((one) => one !== before);
  return {
    ...text,
    patterns: (at < 0 ? [...patterns, pattern] : patterns.with(at, pattern)).join('\n'),
    layouts: (layout === null || layouts.includes(layout) ? layouts : [...layouts, layout]).join(
      '\n',
    ),
  };
}

/** The layout of the time that a pattern finds in a line; null: none, or none of the usual. */
function layoutBy(pattern: string, line: string, lines: readonly string[]): string | null {
  const time = groupIn(pattern, line);
  if (time === null || time === '') return null;
  return layoutOfTime(
    time,
    lines.flatMap((one) => groupIn(pattern, one) ?? []),
  );
}

/** The time that a pattern finds in a line, empty when it has none; null: it does not read the line. */
function groupIn(pattern: string, line: string): string | null {
  try {
    const found = new RegExp(pattern, 'u').exec(line) ?? null;
    return found === null ? null : (found.groups?.['time'] ?? '');
  } catch {
    // Of other engines, or not finished: `main` says what is wrong with it.
    return null;
  }
}
