import type { FieldValue } from '#shared/model/record.ts';
import { parseCondition, type Condition } from './condition.ts';
import type { Comparison, CorrelationRule } from './rule.ts';

/** Something that a rule found: a record, or what a correlation says happened when its last record came. */
export interface RuleEvent {
  /** Microseconds UTC. */
  readonly us: number;
  readonly sourceId: number;
  readonly ordinal: number;
  /** Value of a field of the rule's taxonomy; null: the record has none. */
  field(name: string): FieldValue;
}

/** Events of one of the rules that a correlation refers to, by the id or name it refers with. */
export interface RuleEvents {
  readonly rule: string;
  readonly events: readonly RuleEvent[];
}

/** One time that a correlation's condition was met. */
export interface CorrelationMatch {
  readonly group: readonly { readonly field: string; readonly value: FieldValue }[];
  /** In the order of time. */
  readonly events: readonly RuleEvent[];
  /** What the condition was compared with: events, values, rules, or what was reckoned. */
  readonly value: number;
}

interface Member {
  readonly event: RuleEvent;
  readonly rule: number;
}

/**
 * What a correlation finds in the events of its rules. For each group a window of the timespan begins at
 * each event in turn; where it meets the condition, all of its events are one match, and the next window
 * begins behind them. Events without one of the fields that group them are left out.
 */
export function correlate(
  rule: CorrelationRule,
  inputs: readonly RuleEvents[],
): CorrelationMatch[] {
  const matches: CorrelationMatch[] = [];
  for (const { values, members } of groupsOf(rule, inputs)) {
    const group = rule.groupBy.map((field, at) => ({ field, value: values[at] ?? null }));
    members.sort((a, b) => compareEvents(a.event, b.event));
    const window = new Window(rule, inputs);
    let end = 0;
    for (let start = 0; start < members.length; start++) {
      const last = (members[start]?.event.us ?? 0) + rule.timespanUs;
      for (; end < members.length && (members[end]?.event.us ?? 0) <= last; end++) {
        window.add(members[end] as Member);
      }
      const value = window.met(members, start, end);
      if (value !== null) {
        const events = members.slice(start, end).map(({ event }) => event);
        matches.push({ group, events, value });
        window.clear();
        start = end - 1;
      } else window.remove(members[start] as Member);
    }
  }
  return matches.sort((a, b) => (a.events[0]?.us ?? 0) - (b.events[0]?.us ?? 0));
}

function compareEvents(a: RuleEvent, b: RuleEvent): number {
  return a.us - b.us || a.sourceId - b.sourceId || a.ordinal - b.ordinal;
}

function groupsOf(
  rule: CorrelationRule,
  inputs: readonly RuleEvents[],
): Iterable<{ values: FieldValue[]; members: Member[] }> {
  const groups = new Map<string, { values: FieldValue[]; members: Member[] }>();
  inputs.forEach((input, at) => {
    const fields = rule.groupBy.map((name) => rule.aliases.get(name)?.get(input.rule) ?? name);
    for (const event of input.events) {
      const values = fields.map((field) => event.field(field));
      if (values.includes(null)) continue;
      const key = JSON.stringify(values.map((value) => String(value).toLowerCase()));
      const group = groups.get(key) ?? { values, members: [] };
      groups.set(key, group);
      group.members.push({ event, rule: at });
    }
  });
  return groups.values();
}

/** What is known of the events between two places of a group, kept up while the places move. */
class Window {
  private readonly rule: CorrelationRule;
  private readonly inputs: readonly RuleEvents[];
  private readonly expression: Condition | null;
  private readonly ofRule: number[];
  private readonly values = new Map<string, number>();
  private count = 0;
  private kinds = 0;

  constructor(rule: CorrelationRule, inputs: readonly RuleEvents[]) {
    this.rule = rule;
    this.inputs = inputs;
    this.ofRule = inputs.map(() => 0);
    this.expression =
      rule.expression === null ? null : parseCondition(rule.expression, rule.rules, null).condition;
  }

  add({ event, rule }: Member): void {
    this.count++;
    const before = this.ofRule[rule] ?? 0;
    this.ofRule[rule] = before + 1;
    if (before === 0) this.kinds++;
    const value = this.distinct(event, rule);
    if (value !== null) this.values.set(value, (this.values.get(value) ?? 0) + 1);
  }

  remove({ event, rule }: Member): void {
    this.count--;
    const rest = (this.ofRule[rule] ?? 1) - 1;
    this.ofRule[rule] = rest;
    if (rest === 0) this.kinds--;
    const value = this.distinct(event, rule);
    if (value === null) return;
    const left = (this.values.get(value) ?? 1) - 1;
    if (left === 0) this.values.delete(value);
    else this.values.set(value, left);
  }

  clear(): void {
    this.count = 0;
    this.kinds = 0;
    this.ofRule.fill(0);
    this.values.clear();
  }

  /** The number that meets the condition; null: it is not met. */
  met(members: readonly Member[], start: number, end: number): number | null {
    const { rule } = this;
    if (this.count === 0) return null;
    switch (rule.type) {
      case 'event_count':
        return this.compared(this.count);
      case 'value_count':
        return this.compared(this.values.size);
      case 'temporal':
        return this.temporal();
      case 'temporal_ordered':
        return this.temporal() !== null && this.inOrder(members, start, end) ? this.kinds : null;
      default:
        return this.compared(this.reckoned(members.slice(start, end)));
    }
  }

  private compared(value: number | null): number | null {
    if (value === null) return null;
    const { conditions } = this.rule;
    return conditions.every((condition) => holds(value, condition.compare, condition.value))
      ? value
      : null;
  }

  private temporal(): number | null {
    if (this.expression !== null) return this.isMet(this.expression) ? this.kinds : null;
    if (this.rule.conditions.length > 0) return this.compared(this.kinds);
    return this.kinds === this.inputs.length ? this.kinds : null;
  }

  private isMet(condition: Condition): boolean {
    if (condition.type === 'not') return !this.isMet(condition.child);
    if (condition.type === 'name') {
      const at = this.inputs.findIndex(({ rule }) => rule === condition.name);
      return (this.ofRule[at] ?? 0) > 0;
    }
    const isMet = (child: Condition): boolean => this.isMet(child);
    return condition.type === 'and'
      ? condition.children.every(isMet)
      : condition.children.some(isMet);
  }

  /** Whether the rules came one after the other; with a condition on their number, as many of them. */
  private inOrder(members: readonly Member[], start: number, end: number): boolean {
    if (this.rule.conditions.length === 0) {
      let next = 0;
      for (let at = start; at < end; at++) if (members[at]?.rule === next) next++;
      return next === this.inputs.length;
    }
    // The longest rising run of rules, for each of them the longest that ends with it.
    const longest = this.inputs.map(() => 0);
    for (let at = start; at < end; at++) {
      const rule = members[at]?.rule ?? 0;
      const before = Math.max(0, ...longest.slice(0, rule));
      longest[rule] = Math.max(longest[rule] ?? 0, before + 1);
    }
    return this.compared(Math.max(0, ...longest)) !== null;
  }

  private distinct(event: RuleEvent, rule: number): string | null {
    if (this.rule.type !== 'value_count') return null;
    const values = this.fields(rule).map((field) => event.field(field));
    return values.includes(null)
      ? null
      : JSON.stringify(values.map((value) => String(value).toLowerCase()));
  }

  private fields(rule: number): string[] {
    const name = this.inputs[rule]?.rule ?? '';
    return this.rule.valueFields.map((field) => this.rule.aliases.get(field)?.get(name) ?? field);
  }

  private reckoned(members: readonly Member[]): number | null {
    const numbers = members
      .flatMap(({ event, rule }) => this.fields(rule).map((field) => event.field(field)))
      .filter((value) => value !== null && value !== '')
      .map(Number)
      .filter((value) => !Number.isNaN(value));
    if (numbers.length === 0) return null;
    const sum = numbers.reduce((total, value) => total + value, 0);
    if (this.rule.type === 'value_sum') return sum;
    if (this.rule.type === 'value_avg') return sum / numbers.length;
    const sorted = numbers.sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    if (this.rule.type === 'value_median') {
      const upper = sorted[middle] ?? 0;
      return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
    }
    // Nearest rank.
    const rank = Math.max(1, Math.ceil((this.rule.percentile / 100) * sorted.length));
    return sorted[rank - 1] ?? null;
  }
}

/** Whether a number compares with another as a condition says. */
function holds(value: number, compare: Comparison, with_: number): boolean {
  switch (compare) {
    case 'gt':
      return value > with_;
    case 'gte':
      return value >= with_;
    case 'lt':
      return value < with_;
    case 'lte':
      return value <= with_;
    case 'eq':
      return value === with_;
    case 'neq':
      return value !== with_;
  }
}
