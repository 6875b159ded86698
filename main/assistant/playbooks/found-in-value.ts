import type { AnswerFigure, AnswerLook } from '#shared/model/answer.ts';
import type { Json } from '#shared/model/canonical-json.ts';
import { citing, lookAt, type DraftCitation } from '../draft.ts';
import { parseRecordName } from '../tools/tool.ts';

/** Records of one value that a sentence cites. */
const MOST_CITED = 3;
const DEEPEST = 6;

/** What of a step's value a sentence can rest on. */
export interface Support {
  readonly cites: readonly DraftCitation[];
  readonly figures: readonly AnswerFigure[];
  readonly look: AnswerLook | null;
}

/** The names of records in a value: its members `record` and `records`, in their order, each once. */
export function recordsIn(value: Json, most: number): string[] {
  const found = new Set<string>();
  const visit = (part: Json, depth: number): void => {
    if (found.size >= most || depth > DEEPEST || typeof part !== 'object' || part === null) return;
    for (const [name, member] of Object.entries(part)) {
      const named = name === 'record' ? [member] : name === 'records' ? member : [];
      for (const one of Array.isArray(named) ? (named as Json[]) : []) {
        if (typeof one === 'string' && parseRecordName(one) !== null && found.size < most) {
          found.add(one);
        }
      }
      visit(member, depth + 1);
    }
  };
  visit(value, 0);
  return [...found];
}

/** What sentences that rest on some values cite, count and lead to. */
export function supportOf(values: readonly Json[]): Support {
  const names = values.flatMap((value) => recordsIn(value, MOST_CITED));
  const refs = [...new Set(names)].flatMap((name) => parseRecordName(name) ?? []);
  const figures = values.flatMap((value) => figureIn(value) ?? []);
  const [first] = figures;
  return {
    cites: citing(refs, refs.length),
    figures,
    look: first === undefined ? null : lookAt(first.query, first.fromUs, first.toUs),
  };
}

/** The count that a step's value carries; null: it carries none. */
function figureIn(value: Json): AnswerFigure | null {
  const figure = memberOf(value, 'figure');
  const [count, query] = [memberOf(figure, 'value'), memberOf(figure, 'query')];
  const [fromUs, toUs] = [memberOf(figure, 'fromUs'), memberOf(figure, 'toUs')];
  if (typeof count !== 'number' || typeof query !== 'string') return null;
  return {
    value: count,
    query,
    fromUs: typeof fromUs === 'number' ? fromUs : null,
    toUs: typeof toUs === 'number' ? toUs : null,
  };
}

/** A member of a value; null: it has none of that name. */
export function memberOf(value: Json, name: string): Json {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null;
  return (value as Readonly<Record<string, Json>>)[name] ?? null;
}
