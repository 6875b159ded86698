import { parseCondition } from './condition.ts';
import {
  CORRELATION_TYPES,
  RuleRefusal,
  type Comparison,
  type CorrelationRule,
  type CorrelationType,
  type RuleHead,
} from './rule.ts';
import { entryOf, textsUnder, textUnder, type Yaml } from './rule-yaml.ts';
import { timespanOf } from './timespan.ts';

const COMPARISONS: readonly Comparison[] = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq'];
const KNOWN = new Set(
  ['type', 'rules', 'group-by', 'timespan', 'condition', 'aliases', 'generate', 'field'].concat(
    'timeframe',
  ),
);

/** Reads a correlation rule (correlation rules specification 2.0). Throws a RuleRefusal. */
export function readCorrelation(head: RuleHead, document: Yaml): CorrelationRule {
  const section = entryOf(document, 'correlation');
  const correlation = section?.value;
  const line = section?.line ?? head.line;
  if (correlation?.kind !== 'map') throw new RuleRefusal('"correlation" must be a map.', line);
  for (const entry of correlation.entries) {
    if (!KNOWN.has(entry.key)) {
      throw new RuleRefusal(`A correlation has no "${entry.key}".`, entry.line);
    }
  }
  const written = textUnder(correlation, 'type') ?? '';
  const type = CORRELATION_TYPES.find((one) => one === written);
  if (type === undefined) {
    const at = entryOf(correlation, 'type')?.line ?? line;
    throw new RuleRefusal(
      `The correlation type "${written}" is not supported; there are ${CORRELATION_TYPES.join(', ')}.`,
      at,
    );
  }
  const rules = textsUnder(correlation, 'rules');
  if (rules.length === 0) throw new RuleRefusal('The correlation names no "rules".', line);
  const timespan = textUnder(correlation, 'timespan') ?? textUnder(correlation, 'timeframe');
  if (timespan === null) throw new RuleRefusal('The correlation has no "timespan".', line);
  return {
    ...head,
    kind: 'correlation',
    type,
    rules,
    groupBy: textsUnder(correlation, 'group-by'),
    timespanUs: timespanOf(timespan, entryOf(correlation, 'timespan')?.line ?? line),
    ...conditionOf(type, correlation, rules, line),
    aliases: aliasesOf(correlation),
    generate: textUnder(correlation, 'generate') === 'true',
  };
}

type ReadCondition = Pick<
  CorrelationRule,
  'conditions' | 'expression' | 'valueFields' | 'percentile'
>;

function conditionOf(
  type: CorrelationType,
  correlation: Yaml,
  rules: readonly string[],
  line: number,
): ReadCondition {
  const entry = entryOf(correlation, 'condition');
  const at = entry?.line ?? line;
  const none: ReadCondition = { conditions: [], expression: null, valueFields: [], percentile: 50 };
  const isTemporal = type.startsWith('temporal');
  if (entry === undefined) {
    if (isTemporal) return none;
    throw new RuleRefusal('The correlation has no "condition".', line);
  }
  if (entry.value.kind === 'scalar') {
    if (type !== 'temporal') {
      throw new RuleRefusal(`A condition in words is only supported for "temporal".`, at);
    }
    parseCondition(entry.value.text, rules, at);
    return { ...none, expression: entry.value.text };
  }
  if (entry.value.kind === 'list') throw new RuleRefusal('"condition" must be a map.', at);
  const conditions = entry.value.entries.flatMap(({ key, value, line: own }) => {
    if (key === 'field' || key === 'percentile') return [];
    const compare = COMPARISONS.find((one) => one === key);
    if (compare === undefined) throw new RuleRefusal(`A condition has no "${key}".`, own);
    const number = value.kind === 'scalar' ? Number(value.text) : Number.NaN;
    if (Number.isNaN(number)) throw new RuleRefusal(`"${key}" takes a number.`, own);
    return [{ compare, value: number }];
  });
  if (conditions.length === 0 && !isTemporal) {
    throw new RuleRefusal('The condition compares with nothing: give gte, gt, lte, lt or eq.', at);
  }
  const own = textsUnder(entry.value, 'field');
  const valueFields = own.length > 0 ? own : textsUnder(correlation, 'field');
  if (type.startsWith('value_') && valueFields.length === 0) {
    throw new RuleRefusal(`"${type}" needs a "field" in its condition.`, at);
  }
  const percentile = Number(textUnder(entry.value, 'percentile') ?? 50);
  if (!(percentile >= 0 && percentile <= 100)) {
    throw new RuleRefusal('"percentile" is a number from 0 to 100.', at);
  }
  return { conditions, expression: null, valueFields, percentile };
}

function aliasesOf(correlation: Yaml): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const aliases = entryOf(correlation, 'aliases')?.value;
  if (aliases === undefined) return new Map();
  if (aliases.kind !== 'map') throw new RuleRefusal('"aliases" must be a map.', aliases.line);
  return new Map(
    aliases.entries.map(({ key, value, line }) => {
      if (value.kind !== 'map') {
        throw new RuleRefusal(`The alias "${key}" must name a field for each rule.`, line);
      }
      const fields = value.entries.map(({ key: rule }): [string, string] => [
        rule,
        textUnder(value, rule) ?? '',
      ]);
      return [key, new Map(fields)];
    }),
  );
}
