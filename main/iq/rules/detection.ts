import type { Node } from '#shared/query/index.ts';
import { parseCondition, type Aggregation, type Condition } from './condition.ts';
import { itemNode, type DetectionScope } from './detection-item.ts';
import { group, not } from './nodes.ts';
import { RuleRefusal } from './rule.ts';
import { entryOf, type Yaml, type YamlEntry } from './rule-yaml.ts';

/** Keys of a detection that are no search identifiers. */
const NO_NAMES = new Set(['condition', 'timeframe']);

/** Conditions of a detection, resolved against its search identifiers. */
export interface ReadDetection {
  readonly condition: Condition;
  readonly aggregation: Aggregation | null;
}

/** Reads the conditions of a detection; a list of them is joined by OR. Throws a RuleRefusal. */
export function readDetection(detection: Yaml): ReadDetection {
  if (detection.kind !== 'map') {
    throw new RuleRefusal('"detection" must be a map.', detection.line);
  }
  const names = detection.entries.map(({ key }) => key).filter((key) => !NO_NAMES.has(key));
  const entry = entryOf(detection, 'condition');
  if (entry === undefined) {
    throw new RuleRefusal('"detection" has no "condition".', detection.line);
  }
  const items = entry.value.kind === 'list' ? entry.value.items : [entry.value];
  const parsed = items.map((item) => {
    if (item.kind !== 'scalar' || item.type === 'null') {
      throw new RuleRefusal('"condition" must be a text.', entry.line);
    }
    return parseCondition(item.text, names, item.line);
  });
  const [first] = parsed;
  if (first === undefined) throw new RuleRefusal('"condition" is empty.', entry.line);
  if (parsed.length === 1) return first;
  if (parsed.some(({ aggregation }) => aggregation !== null)) {
    throw new RuleRefusal('A list of conditions cannot count.', entry.line);
  }
  const children = parsed.map(({ condition }) => condition);
  return { condition: { type: 'or', children }, aggregation: null };
}

/** The query of a detection's condition. Throws a RuleRefusal. */
export function detectionNode(detection: Yaml, condition: Condition, scope: DetectionScope): Node {
  const made = new Map<string, Node>();
  const named = (name: string): Node => {
    const known = made.get(name);
    if (known !== undefined) return known;
    const entry = entryOf(detection, name);
    if (entry === undefined) throw new RuleRefusal(`There is no "${name}".`, detection.line);
    const node = identifierNode(entry, scope);
    made.set(name, node);
    return node;
  };
  const nodeOf = (part: Condition): Node => {
    if (part.type === 'name') return named(part.name);
    if (part.type === 'not') return not(nodeOf(part.child));
    return group(part.type, part.children.map(nodeOf));
  };
  return nodeOf(condition);
}

/** A search identifier: a map is AND, a list is OR, of maps or of keywords. */
function identifierNode({ key, value, line }: YamlEntry, scope: DetectionScope): Node {
  if (value.kind === 'map') return mapNode(value, scope);
  const items = value.kind === 'list' ? value.items : [value];
  if (items.length === 0) throw new RuleRefusal(`"${key}" is empty.`, line);
  return group(
    'or',
    items.map((item) => {
      if (item.kind === 'map') return mapNode(item, scope);
      if (item.kind === 'scalar') return itemNode('', item, item.line, scope);
      throw new RuleRefusal(`"${key}" has a list in a list.`, item.line);
    }),
  );
}

function mapNode(map: Yaml, scope: DetectionScope): Node {
  const entries = map.kind === 'map' ? map.entries : [];
  if (entries.length === 0) throw new RuleRefusal('A part of the detection is empty.', map.line);
  return group(
    'and',
    entries.map(({ key, value, line }) => itemNode(key, value, line, scope)),
  );
}
