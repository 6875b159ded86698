export { termsOf, type Node, type Query, type Value, type WildcardPart } from './ast.ts';
export { completionAt } from './complete.ts';
export {
  addCondition,
  changeItem,
  chipsOf,
  fieldCondition,
  moveItem,
  nestItem,
  queryOf,
  type ChipGroup,
  type ChipItem,
} from './edit.ts';
export { explainQuery } from './explain.ts';
export { highlightPattern } from './highlight.ts';
export { compileMatcher, escapeRegex, type Matcher, type Subject } from './match.ts';
export { needOfText, type LiteralNeed } from './needed-text.ts';
export { LONGEST_QUERY } from './longest-query.ts';
export { parseQuery } from './parse.ts';
export { requiredValues, valueKey, withoutFields } from './required.ts';
export { parseTimeValue, zoneOffsetMs } from './time-value.ts';
export { printNode, quoteValue } from './print.ts';
export { regexDanger } from './regex-safety.ts';
export {
  asksOfSkeletons,
  blockVerdict,
  heldFields,
  literalsOf,
  messageExpression,
  type MessageExpression,
  messageSearch,
  plainLiteral,
  skeletonVerdict,
  UNTOLD,
  type FieldTold,
  varyingPieces,
  WORKED_OUT,
  type SkeletonKnown,
  type Verdict,
} from './prune.ts';
