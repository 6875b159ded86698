import type { FieldValue } from '#shared/model/record.ts';
import {
  compileMatcher,
  literalsOf,
  requiredValues,
  valueKey,
  withoutFields,
  type LiteralNeed,
  type Matcher,
  type Node,
} from '#shared/query/index.ts';
import { LiteralFinder, rarityOf } from './literal-finder.ts';
import { needInText, type AddedWords } from './literal-need.ts';

/** One query of many that are asked together. */
export interface SetQuery {
  /** Several queries may have one id: a record that any of them finds is found once. */
  readonly id: number;
  readonly root: Node;
  /** Fields whose values a hit is told with, each by the names it may have. */
  readonly wanted: readonly (readonly string[])[];
}

/** A query made ready to be asked of many records. */
export interface ReadyQuery {
  readonly query: SetQuery;
  readonly matcher: Matcher;
  /** Values that its key fields must have, in the order of the set's key fields; null: any. */
  readonly keys: readonly (ReadonlySet<string> | null)[];
  /** Lower-cased texts of which one must stand in the record; null: there are none to look for. */
  readonly triggers: readonly string[] | null;
}

/** A field by which a good part of a set's queries can be told apart. */
const SHARE_OF_KEY = 0.1;
const MOST_KEYS = 3;
/** Texts that are looked for to find one query; with more it is asked of every record that its keys allow. */
const MOST_TRIGGERS = 3000;

/** Queries for the records of one format, arranged so that few of them are asked of a record. */
export class QuerySet {
  readonly keyFields: readonly string[];
  readonly ready: readonly ReadyQuery[];
  readonly finder: LiteralFinder;
  /** Queries that a literal of the finder can be of. */
  readonly byLiteral: readonly (readonly number[])[];
  readonly literals: readonly string[];
  /** Queries without triggers, by the value of the first key field that they must have. */
  private readonly untriggered = new Map<string, number[]>();
  private readonly always: number[] = [];

  constructor(queries: readonly SetQuery[], zone: string, added: AddedWords) {
    this.keyFields = keyFieldsOf(queries);
    this.ready = queries.map((query) => makeReady(query, this.keyFields, zone, added));
    const ids = new Map<string, number[]>();
    this.ready.forEach(({ triggers, keys: [first] }, index) => {
      if (triggers !== null) for (const text of triggers) push(ids, text, index);
      else if (first === null || first === undefined) this.always.push(index);
      else for (const value of first) push(this.untriggered, value, index);
    });
    this.literals = [...ids.keys()];
    this.byLiteral = [...ids.values()];
    this.finder = new LiteralFinder(this.literals);
  }

  get hasUntriggered(): boolean {
    return this.always.length > 0 || this.untriggered.size > 0;
  }

  /** Queries to ask of a record although none of their texts was found in it; null: the key is not one value. */
  *untriggeredFor(key: string | null): Generator<number> {
    yield* this.always;
    if (key !== null) yield* this.untriggered.get(key) ?? [];
    else for (const indices of this.untriggered.values()) yield* indices;
  }
}

function push<K>(map: Map<K, number[]>, key: K, value: number): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}

function keyFieldsOf(queries: readonly SetQuery[]): string[] {
  const counts = new Map<string, number>();
  for (const { root } of queries) {
    for (const field of requiredValues(root).keys()) {
      counts.set(field, (counts.get(field) ?? 0) + 1);
    }
  }
  return [...counts]
    .filter(([, count]) => count >= queries.length * SHARE_OF_KEY)
    .sort((a, b) => b[1] - a[1])
    .slice(0, MOST_KEYS)
    .map(([field]) => field);
}

function makeReady(
  query: SetQuery,
  keyFields: readonly string[],
  zone: string,
  added: AddedWords,
): ReadyQuery {
  const required = requiredValues(query.root);
  const rest = withoutFields(query.root, new Set(keyFields));
  const need = needInText(literalsOf({ text: '', root: rest }), added);
  const triggers = triggersOf(need)?.literals ?? null;
  return {
    query,
    matcher: compileMatcher({ text: '', root: query.root }, { zone }),
    keys: keyFields.map((field) => required.get(field) ?? null),
    triggers: triggers !== null && triggers.length > MOST_TRIGGERS ? null : triggers,
  };
}

interface Triggers {
  readonly literals: readonly string[];
  readonly rarity: number;
}

/** The rarest texts of which one must stand where the need is met; null: there may be none. */
function triggersOf(need: LiteralNeed): Triggers | null {
  switch (need.kind) {
    case 'anything':
    case 'pattern':
      return null;
    case 'literal':
      return need.text.length < 3 ? null : { literals: [need.text], rarity: rarityOf(need.text) };
    case 'and':
      return need.needs
        .map(triggersOf)
        .reduce(
          (best, other) => (other !== null && other.rarity > (best?.rarity ?? -1) ? other : best),
          null,
        );
    case 'or': {
      const parts = need.needs.map(triggersOf);
      if (parts.some((part) => part === null)) return null;
      const all = parts.filter((part) => part !== null);
      return {
        literals: [...new Set(all.flatMap(({ literals }) => literals))],
        rarity: Math.min(...all.map(({ rarity }) => rarity)),
      };
    }
  }
}

/** A record's value of a key field, as `requiredValues` writes it; null: it may be several. */
export function keyOf(value: FieldValue | undefined): string | null {
  if (typeof value === 'string' && value.startsWith('[')) return null;
  return value === undefined || value === null ? '' : valueKey(value);
}
