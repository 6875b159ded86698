import { parseQuery, printNode, type Node } from '#shared/query/index.ts';
import { detectionNode, readDetection } from './detection.ts';
import { group, term } from './nodes.ts';
import { dialectOf, type RecordDialect } from './record-dialect.ts';
import { RuleRefusal, type DetectionRule, type LogSource } from './rule.ts';
import { CATEGORIES, CHANNELS, LINUX_SYSMON, type CategoryEvents } from './windows-channels.ts';

/** Values of placeholders by name. */
export type Placeholders = ReadonlyMap<string, readonly string[]>;

/** One way in which a rule's records are written: the query, and the names of fields in it. */
export interface RuleVariant {
  readonly root: Node;
  /** Names that a field of the rule may have in the records that `root` finds. */
  fieldNames(name: string): readonly string[];
}

/**
 * The queries of a rule for records of a format: one for each kind of event that its log source may mean
 * there. Throws a RuleRefusal.
 */
export function compileRule(
  rule: DetectionRule,
  format: string,
  placeholders: Placeholders,
): RuleVariant[] {
  const dialect = dialectOf(format);
  const { condition } = readDetection(rule.detection);
  return eventsOf(rule.logSource, dialect).map((events) => {
    const fieldNames = (name: string): readonly string[] => {
      const renamed = events?.fields?.[name] ?? name;
      return dialect.fieldNames(renamed, rule.logSource);
    };
    const found = detectionNode(rule.detection, condition, { fieldNames, placeholders });
    const root =
      events === null ? found : group('and', [...eventConditions(events, dialect, rule), found]);
    return { root, fieldNames };
  });
}

/** The text of a rule's query. Throws a RuleRefusal when the language cannot say it. */
export function queryTextOf(variants: readonly RuleVariant[]): string {
  const root = group(
    'or',
    variants.map((variant) => variant.root),
  );
  const text = printNode(root);
  const parsed = parseQuery(text);
  if (!parsed.ok) throw new RuleRefusal(`Its query is refused: ${parsed.error.message}`, null);
  return text;
}

/** Kinds of events that a log source of Windows means; null: no condition on channel or number. */
function eventsOf(source: LogSource, dialect: RecordDialect): readonly (CategoryEvents | null)[] {
  const { product, service, category } = source;
  const ofCategory = category !== null && Object.hasOwn(CATEGORIES, category);
  const isWindows = product === 'windows' || (product === null && ofCategory);
  if (!dialect.isWindows) return [null];
  if (product === 'linux' && ofCategory) {
    return (CATEGORIES[category] ?? [])
      .slice(0, 1)
      .map((events) => ({ ...events, channels: [LINUX_SYSMON] }));
  }
  if (!isWindows) return [null];
  const channels = service === null ? undefined : CHANNELS[service];
  const kinds = ofCategory ? (CATEGORIES[category] ?? []) : [];
  if (kinds.length === 0) {
    return channels === undefined ? [null] : [{ channels, eventIds: [] }];
  }
  const fitting =
    channels === undefined
      ? kinds
      : kinds.filter((kind) => kind.channels.some((channel) => channels.includes(channel)));
  return fitting.length === 0 ? [...kinds] : [...fitting];
}

function eventConditions(
  { channels, eventIds, and }: CategoryEvents,
  dialect: RecordDialect,
  { logSource }: DetectionRule,
): Node[] {
  const oneOf = (field: string, values: readonly (string | number)[]): Node[] =>
    values.length === 0
      ? []
      : [
          group(
            'or',
            dialect
              .fieldNames(field, logSource)
              .flatMap((name) =>
                values.map((value) => term(name, { kind: 'word', text: String(value) })),
              ),
          ),
        ];
  return [
    ...oneOf('Channel', channels),
    ...oneOf('EventID', eventIds),
    ...Object.entries(and ?? {}).flatMap(([field, value]) => oneOf(field, [value])),
  ];
}
