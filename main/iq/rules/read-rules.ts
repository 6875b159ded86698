import { createHash } from 'node:crypto';
import { RULE_LEVELS } from '#shared/model/rule.ts';
import { readCorrelation } from './read-correlation.ts';
import { readDetection } from './detection.ts';
import { compileRule, queryTextOf, type Placeholders } from './compile-rule.ts';
import {
  RuleRefusal,
  type CorrelationRule,
  type DetectionRule,
  type LogSource,
  type Rule,
  type RuleHead,
  type RuleNote,
  type RuleProblem,
} from './rule.ts';
import {
  entryOf,
  mergeYaml,
  readYaml,
  textsUnder,
  textUnder,
  type Yaml,
  type YamlDocument,
} from './rule-yaml.ts';
import { formatsOf } from './rule-formats.ts';
import { timespanOf } from './timespan.ts';
import { CATEGORIES, CHANNELS, TRACED_ONLY } from './windows-channels.ts';

/** What a file of rules holds. */
export interface ReadRules {
  readonly rules: readonly Rule[];
  readonly problems: readonly RuleProblem[];
  /** Values of placeholders that the file gives. */
  readonly placeholders: Placeholders;
}

/** A format that a rule runs on, to see whether it can be compiled. */
function triedFormat({ product }: LogSource): string {
  return product === 'windows' ? 'windows-event' : 'json';
}

/**
 * Reads the rules of a file: one or several documents, or parts that an `action: global` goes before.
 * `placeholders`: values that other files give. Never throws; what cannot be used is a problem with its line.
 */
export function readRules(file: string, text: string, placeholders: Placeholders): ReadRules {
  const rules: Rule[] = [];
  const problems: RuleProblem[] = [];
  const given = new Map<string, readonly string[]>();
  let base: Yaml | null = null;
  let before: Yaml | null = null;
  for (const document of readYaml(text)) {
    const own = document.value;
    if (own?.kind === 'scalar' && own.type === 'null') continue;
    const action = textUnder(own ?? undefined, 'action');
    if (own !== null && action === 'global') {
      base = base === null ? own : mergeYaml(base, own);
      continue;
    }
    if (action === 'reset') base = null;
    const start: Yaml | null = action === 'repeat' ? before : base;
    const value: Yaml | null = own !== null && start !== null ? mergeYaml(start, own) : own;
    before = value;
    const listed = entryOf(value ?? undefined, 'placeholders')?.value;
    if (listed?.kind === 'map' && entryOf(value ?? undefined, 'detection') === undefined) {
      for (const { key } of listed.entries) given.set(key, textsUnder(listed, key));
      continue;
    }
    try {
      rules.push(...documentRules(file, document, value, placeholders));
    } catch (error) {
      if (!(error instanceof RuleRefusal)) throw error;
      problems.push({
        file,
        title: textUnder(value ?? undefined, 'title'),
        id: textUnder(value ?? undefined, 'id'),
        line: error.line ?? document.line,
        message: error.message,
      });
    }
  }
  return { rules, problems, placeholders: given };
}

function documentRules(
  file: string,
  document: YamlDocument,
  value: Yaml | null,
  placeholders: Placeholders,
): Rule[] {
  if (value === null) {
    const { line, message } = document.problem ?? { line: document.line, message: 'It is empty.' };
    throw new RuleRefusal(message, line);
  }
  if (value.kind !== 'map') throw new RuleRefusal('A rule is a map of its parts.', value.line);
  const head = headOf(file, document, value);
  if (entryOf(value, 'filter') !== undefined) {
    throw new RuleRefusal('Sigma filters are not supported.', entryOf(value, 'filter')?.line ?? 1);
  }
  if (entryOf(value, 'correlation') !== undefined) return [readCorrelation(head, value)];
  return detectionRules(head, value, placeholders);
}

function headOf(file: string, { text, line }: YamlDocument, value: Yaml): RuleHead {
  const title = textUnder(value, 'title');
  if (title === null) throw new RuleRefusal('The rule has no "title".', line);
  const hash = createHash('sha256').update(text).digest('hex');
  const id = textUnder(value, 'id');
  const name = textUnder(value, 'name');
  const written = textUnder(value, 'level');
  const level = RULE_LEVELS.find((one) => one === written?.toLowerCase()) ?? null;
  const notes: RuleNote[] = [];
  if (written !== null && level === null) {
    const at = entryOf(value, 'level')?.line ?? null;
    notes.push({ line: at, message: `"${written}" is not a level; the rule has none.` });
  }
  return {
    key: id ?? name ?? hash.slice(0, 32),
    id,
    name,
    title,
    description: textUnder(value, 'description') ?? '',
    status: textUnder(value, 'status'),
    level,
    tags: textsUnder(value, 'tags'),
    falsePositives: textsUnder(value, 'falsepositives'),
    fields: textsUnder(value, 'fields'),
    file,
    line,
    text,
    hash,
    notes,
  };
}

function detectionRules(head: RuleHead, value: Yaml, placeholders: Placeholders): Rule[] {
  const detection = entryOf(value, 'detection');
  if (detection === undefined) throw new RuleRefusal('The rule has no "detection".', head.line);
  const source = entryOf(value, 'logsource');
  if (source === undefined) throw new RuleRefusal('The rule has no "logsource".', head.line);
  const logSource: LogSource = {
    category: textUnder(source.value, 'category')?.toLowerCase() ?? null,
    product: textUnder(source.value, 'product')?.toLowerCase() ?? null,
    service: textUnder(source.value, 'service')?.toLowerCase() ?? null,
  };
  const { aggregation } = readDetection(detection.value);
  const notes = [...head.notes, ...sourceNotes(logSource, source.line)];
  const timeframe = textUnder(detection.value, 'timeframe');
  if (timeframe !== null && aggregation === null) {
    const line = entryOf(detection.value, 'timeframe')?.line ?? null;
    notes.push({
      line,
      message: '"timeframe" says nothing here, as the condition does not count.',
    });
  }
  const draft: DetectionRule = {
    ...head,
    kind: 'detection',
    notes,
    logSource,
    detection: detection.value,
    query: '',
  };
  const query = queryTextOf(compileRule(draft, triedFormat(logSource), placeholders));
  const rule = { ...draft, query };
  return aggregation === null ? [rule] : counted(rule, aggregation, timeframe);
}

/** `| count() by …` as the correlation that Sigma has in its place. */
function counted(
  rule: DetectionRule,
  { field, groupBy, compare, value }: NonNullable<ReturnType<typeof readDetection>['aggregation']>,
  timeframe: string | null,
): Rule[] {
  if (timeframe === null) {
    throw new RuleRefusal(
      'The condition counts, but "timeframe" does not say in what time.',
      rule.line,
    );
  }
  const line = entryOf(rule.detection, 'timeframe')?.line ?? rule.line;
  const base: DetectionRule = { ...rule, key: `${rule.key}/events`, name: null, id: null };
  const correlation: CorrelationRule = {
    ...rule,
    kind: 'correlation',
    type: field === null ? 'event_count' : 'value_count',
    rules: [base.key],
    groupBy,
    timespanUs: timespanOf(timeframe, line),
    conditions: [{ compare, value }],
    expression: null,
    valueFields: field === null ? [] : [field],
    percentile: 50,
    aliases: new Map(),
    generate: false,
  };
  return [base, correlation];
}

function sourceNotes({ product, service, category }: LogSource, line: number): RuleNote[] {
  const notes: RuleNote[] = [];
  const say = (message: string): void => void notes.push({ line, message });
  if (product === 'windows') {
    if (service !== null && !Object.hasOwn(CHANNELS, service)) {
      say(`The Windows service "${service}" is not known: the rule looks at all Windows events.`);
    }
    if (category !== null && TRACED_ONLY.has(category)) {
      say(`"${category}" is traced by Windows but written to no event log: expect no hits.`);
    } else if (category !== null && !Object.hasOwn(CATEGORIES, category)) {
      say(`The Windows category "${category}" is not known: the rule looks at all Windows events.`);
    }
  } else if (formatsOf({ product, service, category }) === null) {
    const named = [category, product, service].filter((part) => part !== null).join(' / ');
    say(
      `The log source "${named}" is not known: the rule looks at all records but Windows events.`,
    );
  }
  return notes;
}
