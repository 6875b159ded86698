import type { Template } from '#shared/model/template.ts';
import { matchSlots } from './match-slots.ts';

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

type SlotKind = (typeof KINDS)[number][0] | 'word' | 'text';

/** The values of one slot. */
export interface SlotValues {
  readonly kind: SlotKind;
  readonly distinct: number;
  /** Commonest first, at most TOP_VALUES. */
  readonly values: readonly { readonly value: string; readonly count: number }[];
}

const TOP_VALUES = 20;

/** So much of a slot's values has to look alike before the slot is said to be of that kind. */
const KIND_SHARE = 0.8;

const DURATION_UNIT = /^ ?(?:ns|us|µs|ms|s|secs?|seconds?|min|minutes?|hours?|days?)\b/;
const SIZE_UNIT = /^ ?(?:B|[KMGTk]i?B|bytes?)\b/;

/**
 * Commonest values of each slot over some of a template's messages, and what kind of value each slot
 * holds. `looked` says how many of the messages are of the template.
 */
export function slotValues(
  template: Pick<Template, 'parts'>,
  messages: Iterable<string>,
): { looked: number; slots: SlotValues[] } {
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
  return { looked, slots: counts.map((count, slot) => describe(count, textAfter(template, slot))) };
}

function textAfter({ parts }: Pick<Template, 'parts'>, slot: number): string {
  const at = parts.findIndex((part) => 'slot' in part && part.slot === slot);
  const next = parts[at + 1];
  return next !== undefined && 'const' in next ? next.const : '';
}

function describe(counts: ReadonlyMap<string, number>, after: string): SlotValues {
  const values = [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  return {
    kind: kindOfSlot(counts, after),
    distinct: counts.size,
    values: values.slice(0, TOP_VALUES),
  };
}

function kindOfSlot(counts: ReadonlyMap<string, number>, after: string): SlotKind {
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
  if (share < KIND_SHARE * total) return tally.has('text') ? 'text' : 'word';
  if (kind === 'number' && DURATION_UNIT.test(after)) return 'duration';
  return kind === 'number' && SIZE_UNIT.test(after) ? 'size' : kind;
}

function kindOf(value: string): SlotKind {
  for (const [kind, pattern] of KINDS) if (pattern.test(value)) return kind;
  return value.includes(' ') ? 'text' : 'word';
}
