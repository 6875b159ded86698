import { isNumber } from './compare-values.ts';
import { patternOfNumber } from './needed-pattern.ts';
import {
  allOf,
  ANYTHING,
  needOfFinding,
  needOfNumber,
  needOfText,
  oneOf,
  type LiteralNeed,
} from './needed-text.ts';
import { networkOf, type Network } from './network.ts';

/** What stands in the text of a record of which a field has this value. */
export function needOfValue(text: string): LiteralNeed {
  const network = networkOf(text);
  if (network !== null) return needOfNetwork(network);
  if (isNumber(text)) return needOfAnyNumber(text);
  // A list is written anew, as JSON without blanks; several values of a key are joined by commas.
  return allOf(text.split(/^[[{]/.test(text) ? /[\s,:[\]{}]+/ : ', ').map(needOfListed));
}

function needOfNetwork({ needed, parts }: Network): LiteralNeed {
  const literals = parts?.map((text) => ({ kind: 'literal', text }) as const);
  return allOf([needOfFinding(needed), literals === undefined ? ANYTHING : oneOf(literals)]);
}

function needOfListed(text: string): LiteralNeed {
  return isNumber(text) ? needOfAnyNumber(text) : needOfText(text);
}

/** Of a number of few digits no text need stand as it is that word filters know. */
function needOfAnyNumber(text: string): LiteralNeed {
  const need = needOfNumber(text);
  return need.kind === 'anything' ? needOfFinding(patternOfNumber(text)) : need;
}

/** A number in a field may be written otherwise than it reads: 1000 as 1e3. */
export function withoutNumbersIn(field: string | null, need: LiteralNeed): LiteralNeed {
  if (field === null || field === 'message') return need;
  if (need.kind === 'anything' || need.kind === 'pattern') return need;
  // Of two points one is none of a number.
  if (need.kind === 'literal') return /^[-+\de]*\.?[-+\de]*$/.test(need.text) ? ANYTHING : need;
  const needs = need.needs.map((part) => withoutNumbersIn(field, part));
  return need.kind === 'or' ? oneOf(needs) : allOf(needs);
}
