import type { TextDefinition } from '#shared/model/format.ts';
import type { FieldValue } from '#shared/model/record.ts';
import { ATOMIC } from '#shared/pattern/index.ts';
import { fieldOfText } from './field-values.ts';

type Rules = Pick<TextDefinition, 'absent' | 'asText' | 'asNumber'>;

/** Groups that are a header's own and not fields. */
const RESERVED = new Set(['time', 'level', 'message']);

/** Whether what a group found is no field: the header's own, or what a program writes where it has nothing to say. */
export function isNoField(rules: Rules, name: string, text: string): boolean {
  return RESERVED.has(name) || name.startsWith(ATOMIC) || isAbsent(rules, text);
}

/** Whether a text stands where a program has nothing to say. */
export function isAbsent({ absent }: Rules, text: string): boolean {
  return text === '' || absent.includes(text);
}

/** What a group found, as a field. */
export function valueOfGroup({ asText, asNumber }: Rules, name: string, text: string): FieldValue {
  if (asText.includes(name)) return text;
  // 0x1f is no 31: a search for a number looks for its digits.
  const number = asNumber.includes(name) && !/^0[box]/i.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : fieldOfText(text);
}
