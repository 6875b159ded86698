import type { FieldValue } from '#shared/model/record.ts';
import { compileMatcher, parseQuery } from '#shared/query/index.ts';
import { compileRule, queryTextOf } from '../../../../../main/iq/rules/compile-rule.ts';
import { readRules } from '../../../../../main/iq/rules/read-rules.ts';
import type { DetectionRule } from '../../../../../main/iq/rules/rule.ts';

export type Event = Readonly<Record<string, FieldValue>>;

/** A rule about a log source that no format renames fields for. JSON is YAML. */
export function ruleOf(detection: Record<string, unknown>): DetectionRule {
  const text = JSON.stringify({ title: 'a', logsource: { product: 'zeek' }, detection });
  const { rules, problems } = readRules('a.yml', text, new Map());
  const [rule] = rules;
  if (rule?.kind !== 'detection') throw new Error(problems[0]?.message ?? 'no rule');
  return rule;
}

/** Whether an event is found, by the query as it is printed and read again. */
export function finds(rule: DetectionRule, event: Event): boolean {
  const text = queryTextOf(compileRule(rule, 'json', new Map()));
  const parsed = parseQuery(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.error.message}`);
  return compileMatcher(parsed.query, { zone: 'UTC' }).matches({
    level: 0,
    timeUs: 0,
    source: 'a',
    detected: () => [],
    templateId: 0,
    issue: null,
    message: () => '',
    field: (name) => event[name],
    values: () => Object.values(event),
  });
}
