import type { Template } from '#shared/model/template.ts';
import { matchSlots } from './match-slots.ts';
import { spreadOf, type SlotSpread } from './slot-spread.ts';

/** What kind of value it is, by its looks; the first that fits. */
const KINDS = [
  ['number', /^[+-]?\d[\d,]*(?:\.\d+)?%?$/],
  [
    'duration',
    /^\d+(?:\.\d+)? ?(?:ns|us|µs|ms|s|secs?|seconds?|m|mins?|minutes?|h|hours?|d|days?)$/,
  ],
  ['size', /^\d+(?:\.\d+)? ?(?:[kKMGTP]i?B?|B|bytes?)$/],
  ['time', /^(?:\d{4}-\d\d-\d\d.*|\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?)$/],
  [
    'ip',
    /^\/?(?:\d{1,3}(?:\.\d{1,3}){3}|(?=.*::|(?:.*:){7})[0-9a-fA-F:]+)(?::\d{1,5}|\/\d{1,3})?$/,
  ],
  ['uuid', /^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/],
  ['hash', /^(?:0x[0-9a-fA-F]+|(?=.*\d)[0-9a-fA-F]{8,})$/],
  ['email', /^[^\s@]+@[^\s@]+\.[a-zA-Z]{2,}$/],
  ['url', /^(?:[a-z][a-z+.-]*:)?\/\/[^\s/]+\S*$/],
  ['path', /^(?:[A-Za-z]:)?[/\\]\S*$|^\.{0,2}(?:\/[^\s/]+){2,}$/],
  ['host', /^(?=.*[a-zA-Z])(?:[\w-]+\.)+[a-zA-Z][\w-]*(?::\d{1,5})?$/],
  ['quoted', /^(["']).*\1$/],
  ['id', /^(?=.*\d)\S+$/],
] as const;

type SlotKind = (typeof KINDS)[number][0] | 'user' | 'enum' | 'word' | 'text';

/** The values of one slot. */
export interface SlotValues {
  readonly kind: SlotKind;
  readonly distinct: number;
  /** Commonest first, at most TOP_VALUES. */
  readonly values: readonly { readonly value: string; readonly count: number }[];
  /** How they lie where they are numbers; null: they are not, or are too few. */
  readonly spread: SlotSpread | null;
}

/** What stands in the slots of a template, in `looked` of its messages. */
export interface TemplateSlots {
  readonly looked: number;
  readonly slots: readonly SlotValues[];
}

const TOP_VALUES = 20;

/** So much of a slot's values has to look alike before the slot is said to be of that kind. */
const KIND_SHARE = 0.8;

/** A word is one of a few when there are so few, each seen so many times in the mean. */
const FEW_WORDS = 12;
const TIMES_EACH = 10;

/** Whether so few values were met, each so often, that records are told apart by them: one alone tells nothing. */
export function isOneOfFew(distinct: number, looked: number): boolean {
  return distinct > 1 && distinct <= FEW_WORDS && looked >= TIMES_EACH * distinct;
}

/** What is named behind these words is who did it. */
const BEFORE_USER =
  /\b(?:user|username|user_name|login|account|principal|owner|uid|euid|ruser|logname)[\s=:"'([]*$/i;

const DURATION_UNIT = /^ ?(?:ns|us|µs|ms|s|secs?|seconds?|min|minutes?|hours?|days?)\b/;
const SIZE_UNIT = /^ ?(?:B|[KMGTk]i?B|bytes?)\b/;

/** What stands in each slot of a template over some messages; those that are not of it are passed over. */
export function slotValues(
  template: Pick<Template, 'parts'>,
  messages: Iterable<string>,
): TemplateSlots {
  const counts: Map<string, number>[] = [];
  let looked = 0;
  for (const part of template.parts) if ('slot' in part) counts.push(new Map());
  for (const message of messages) {
    const values = matchSlots(template, message);
    if (values === null) continue;
    looked++;
    for (const [slot, value] of values.entries()) {
      const count = counts[slot];
      count?.set(value, (count.get(value) ?? 0) + 1);
    }
  }
  return {
    looked,
    slots: counts.map((count, slot) => describe(count, around(template, slot))),
  };
}

interface Around {
  readonly before: string;
  readonly after: string;
}

function around({ parts }: Pick<Template, 'parts'>, slot: number): Around {
  const at = parts.findIndex((part) => 'slot' in part && part.slot === slot);
  const textAt = (place: number): string => {
    const part = parts[place];
    return part !== undefined && 'const' in part ? part.const : '';
  };
  return { before: textAt(at - 1), after: textAt(at + 1) };
}

function describe(counts: ReadonlyMap<string, number>, place: Around): SlotValues {
  const values = [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  const kind = kindOfSlot(counts, place);
  return {
    kind,
    distinct: counts.size,
    values: values.slice(0, TOP_VALUES),
    spread: MEASURED.has(kind) ? spreadOf(counts) : null,
  };
}

const MEASURED: ReadonlySet<SlotKind> = new Set(['number', 'duration', 'size']);

function kindOfSlot(counts: ReadonlyMap<string, number>, { before, after }: Around): SlotKind {
  const tally = new Map<SlotKind, number>();
  let total = 0;
  for (const [value, count] of counts) {
    const kind = kindOf(value);
    tally.set(kind, (tally.get(kind) ?? 0) + count);
    total += count;
  }
  const [kind, share] = [...tally].reduce<[SlotKind, number]>(
    (best, entry) => (entry[1] > best[1] ? entry : best),
    ['text', 0],
  );
  const isMixed = share < KIND_SHARE * total;
  if (isMixed && tally.has('text')) return 'text';
  if (isMixed || kind === 'word' || kind === 'id') {
    if (BEFORE_USER.test(before)) return 'user';
    const few = counts.size === 1 ? total >= TIMES_EACH : isOneOfFew(counts.size, total);
    if (few && (isMixed || kind === 'word')) return 'enum';
  }
  if (isMixed) return 'word';
  if (kind === 'number' && DURATION_UNIT.test(after)) return 'duration';
  return kind === 'number' && SIZE_UNIT.test(after) ? 'size' : kind;
}

function kindOf(value: string): SlotKind {
  if (value.includes(',') && !value.startsWith('"')) {
    const kinds = new Set(value.split(/, ?/).map(kindOfOne));
    const [only] = kinds;
    if (kinds.size === 1 && only !== undefined && LISTED.has(only)) return only;
  }
  return kindOfOne(value);
}

/** Of these several may stand in one slot with commas between, such as the addresses that a request came through. */
const LISTED: ReadonlySet<SlotKind> = new Set(['ip', 'uuid', 'email', 'url', 'host']);

function kindOfOne(value: string): SlotKind {
  for (const [kind, pattern] of KINDS) if (pattern.test(value)) return kind;
  return value.includes(' ') ? 'text' : 'word';
}
