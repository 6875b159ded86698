import type { Template } from '#shared/model/template.ts';
import { compileMatcher, escapeRegex, parseQuery, type Subject } from '#shared/query/index.ts';
import { matchSlots } from './match-slots.ts';
import { isOneOfFew, slotValues, type SlotValues } from './slot-values.ts';

/** A slot by whose values the records of its template are told apart. */
export interface FacetSlot {
  /** From 0. */
  readonly slot: number;
  readonly kind: SlotValues['kind'];
  /** The template at both sides of it, other slots as `…`, at most a few words. */
  readonly before: string;
  readonly after: string;
}

/** The slots of a template that hold few values, over a sample of its messages. */
export function facetSlots(
  template: Pick<Template, 'parts'>,
  messages: readonly string[],
): FacetSlot[] {
  const { looked, slots } = slotValues(template, messages);
  return slots.flatMap(({ kind, distinct }, slot) => {
    if (!isOneOfFew(distinct, looked)) return [];
    const at = template.parts.findIndex((part) => 'slot' in part && part.slot === slot);
    const before = shown(template.parts.slice(0, at)).slice(-SHOWN);
    return [{ slot, kind, before, after: shown(template.parts.slice(at + 1)).slice(0, SHOWN) }];
  });
}

const SHOWN = 40;

const shown = (parts: Template['parts']): string =>
  parts.map((part) => ('const' in part ? part.const : (part.always ?? '…'))).join('');

function textAround(
  { parts }: Pick<Template, 'parts'>,
  slot: number,
): { before: string; after: string } {
  const at = parts.findIndex((part) => 'slot' in part && part.slot === slot);
  const textAt = (place: number): string => {
    const part = parts[place];
    return part !== undefined && 'const' in part ? part.const : '';
  };
  return { before: textAt(at - 1), after: textAt(at + 1) };
}

/**
 * Conditions that find the records of a template with a value in a slot, each beside `template:ID`. The query language
 * knows no slots, so it is the shortest phrase of the value and the template's words around it that tells the value from
 * all others in a sample of messages; where none does, an expression of the whole line up to it. Null: no condition can
 * say it.
 */
export function slotConditions(
  template: Pick<Template, 'parts'>,
  slot: number,
  values: readonly string[],
  messages: readonly string[],
): (string | null)[] {
  const known = messages.flatMap((message) => {
    const value = matchSlots(template, message)?.[slot];
    return value === undefined ? [] : [{ message, value }];
  });
  return values.map((value) => {
    if (value === '' && !known.some((one) => one.value === '')) return null;
    let best: { text: string; wrong: number } | null = null;
    for (const text of candidates(template, slot, value)) {
      const wrong = mistakes(text, value, known);
      if (wrong !== null && (best === null || wrong < best.wrong)) best = { text, wrong };
      if (best?.wrong === 0) break;
    }
    // Nothing between the words around it is easily found elsewhere, too.
    return best === null || (value === '' && best.wrong > 0) ? null : best.text;
  });
}

/** The shorter first. */
function* candidates(
  template: Pick<Template, 'parts'>,
  slot: number,
  value: string,
): Generator<string> {
  const { before, after } = textAround(template, slot);
  const word = /\S*\s*$/.exec(before)?.[0] ?? '';
  yield phrase(`${word}${value}${after.slice(0, 1)}`);
  yield phrase(`${word}${value}${/^\s*\S*/.exec(after)?.[0] ?? ''}`);
  yield phrase(`${before}${value}${after}`);
  const at = template.parts.findIndex((part) => 'slot' in part && part.slot === slot);
  const start = template.parts
    .slice(0, at)
    .map((part) => ('const' in part ? escapeRegex(part.const) : '.*?'))
    .join('');
  const end = at === template.parts.length - 1 ? String.raw`\s*$` : escapeRegex(after);
  yield String.raw`/^\s*${start}${escapeRegex(value)}${end}/m`;
}

const phrase = (text: string): string => `"${text.replace(/["\\]/g, String.raw`\$&`)}"`;

/** Messages that a condition tells wrongly; null: it is none that the query language takes. */
function mistakes(
  text: string,
  value: string,
  known: readonly { readonly message: string; readonly value: string }[],
): number | null {
  const parsed = parseQuery(text);
  if (!parsed.ok) return null;
  const { matches } = compileMatcher(parsed.query, { zone: 'UTC' });
  let wrong = 0;
  for (const one of known) {
    if (matches(subjectOf(one.message)) !== (one.value === value)) wrong++;
  }
  return wrong;
}

/** A message as a query sees it that asks for nothing else. */
function subjectOf(message: string): Subject {
  return {
    level: 0,
    timeUs: Number.NaN,
    source: '',
    templateId: 0,
    issue: null,
    detected: () => [],
    message: () => message,
    field: () => undefined,
    values: () => [],
  };
}
