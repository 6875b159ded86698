import type { Comparison, Difference, Side } from '#shared/model/comparison.ts';
import type { Issue } from '#shared/model/issue.ts';
import { levelOf, type Level } from '#shared/model/level.ts';
import type { FieldValue } from '#shared/model/record.ts';
import { templateTitle, type Template } from '#shared/model/template.ts';
import type { SideTallies } from '../../logstore/index.ts';
import { compareTallies, type Compared } from './compare-tallies.ts';

/** What names and titles are taken from. */
export interface Named {
  readonly templates: readonly Template[];
  readonly issues: readonly Issue[];
}

const MOST_TOLD = 500;
/** Differences of fewer bits are chance too often to be told. */
const LEAST_SURPRISE = 7;
const HOUR_US = 3_600_000_000;

/** Puts the tallies of two sides side by side. Pure; `seconds` is what it took to count them. */
export function compareSides(
  sides: { a: Side; b: Side },
  tallies: { a: SideTallies; b: SideTallies },
  named: Named,
  seconds: number,
): Comparison {
  const { a, b } = tallies;
  const hours = { a: hoursOf(sides.a, a), b: hoursOf(sides.b, b) };
  const byTime = sides.a.query.trim() === sides.b.query.trim() && hours.a > 0 && hours.b > 0;
  const exposure = byTime ? hours : { a: a.records, b: b.records };
  const differences = WEIGHED_TOGETHER.flatMap((whats) =>
    dictionaryDifferences(whats, tallies, exposure, named),
  );
  return {
    a: { records: a.records, hours: hours.a },
    b: { records: b.records, hours: hours.b },
    measure: byTime ? 'rate' : 'share',
    differences: mostSurprising(differences),
    fields: mostSurprising(fieldDifferences(tallies)),
    sampleA: a.looked,
    sampleB: b.looked,
    seconds,
  };
}

function mostSurprising(differences: readonly Difference[]): Difference[] {
  return differences
    .filter(({ surprise }) => surprise >= LEAST_SURPRISE)
    .toSorted((x, y) => y.surprise - x.surprise || (x.title < y.title ? -1 : 1))
    .slice(0, MOST_TOLD);
}

/** Length of a side: what was asked for, as far as there are records. */
function hoursOf({ fromUs, toUs, outside }: Side, { firstUs, lastUs }: SideTallies): number {
  if (firstUs === null || lastUs === null) return 0;
  if (outside === true) {
    const inside = Math.min(toUs ?? lastUs, lastUs) - Math.max(fromUs ?? firstUs, firstUs) + 1;
    return Math.max(1, lastUs - firstUs + 1 - Math.max(0, inside)) / HOUR_US;
  }
  return Math.max(1, (toUs ?? lastUs) - (fromUs ?? firstUs) + 1) / HOUR_US;
}

type What = 'template' | 'issue' | 'level' | 'source';

const WEIGHED_TOGETHER: readonly (readonly What[])[] = [
  ['issue', 'template'],
  ['level'],
  ['source'],
];

function dictionaryDifferences(
  whats: readonly What[],
  { a, b }: { a: SideTallies; b: SideTallies },
  exposure: { a: number; b: number },
  named: Named,
): Difference[] {
  // An issue of one template is told as that template, whose records include those that did not fail.
  const whole = new Set(
    named.issues.flatMap(({ key, kind }) => (kind === 'template' ? [key] : [])),
  );
  const found = whats.flatMap((what) => {
    const describe = describer(what, named);
    const names = new Set([...a[what].keys(), ...b[what].keys()]);
    return [...names]
      .filter((name) => what !== 'issue' || !whole.has(String(name)))
      .map((name) => ({
        pair: { a: a[what].get(name) ?? 0, b: b[what].get(name) ?? 0 },
        about: () => ({ what, value: null, ...describe(name) }),
      }));
  });
  const compared = compareTallies(
    found.map(({ pair }) => pair),
    exposure,
  );
  return found.flatMap(({ about }, at) => {
    const one = compared[at];
    return one == null ? [] : [{ ...one, ...about() }];
  });
}

type Description = Pick<Difference, 'name' | 'title' | 'level' | 'query'>;

function describer(what: Difference['what'], named: Named): (value: FieldValue) => Description {
  const templates = new Map(named.templates.map((template) => [template.id, template]));
  const issues = new Map(named.issues.map((issue) => [issue.key, issue]));
  return (value) => {
    const name = String(value);
    const query = `${what}:${what === 'source' ? quoted(name) : name}`;
    if (what === 'template') {
      const template = templates.get(Number(value));
      const title = template === undefined ? name : templateTitle(template);
      return { name, title, level: highest(template?.levels ?? []), query };
    }
    if (what === 'issue') {
      const issue = issues.get(name);
      return { name, title: issue?.title ?? name, level: issue?.level ?? 'unknown', query };
    }
    return { name, title: name, level: what === 'level' ? levelNamed(name) : 'unknown', query };
  };
}

const highest = (levels: readonly number[]): Level =>
  levelOf(
    Math.max(
      0,
      levels.findLastIndex((count) => count > 0),
    ),
  );

const levelNamed = (name: string): Level => {
  const code = Array.from({ length: 8 }, (_, at) => levelOf(at)).indexOf(name as Level);
  return levelOf(Math.max(0, code));
};

const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;

/** A field that has more values than this in proportion to its records names records, not groups of them. */
const MOST_DISTINCT = 0.5;
const MOST_VALUES = 300;

function fieldDifferences({ a, b }: { a: SideTallies; b: SideTallies }): Difference[] {
  const names = new Set([...a.fields.keys(), ...b.fields.keys()]);
  return [...names].flatMap((name) => {
    const [inA, inB] = [a.fields.get(name) ?? new Map(), b.fields.get(name) ?? new Map()];
    const values = [...new Set([...inA.keys(), ...inB.keys()])];
    const records = [...inA.values(), ...inB.values()].reduce(
      (sum: number, n: number) => sum + n,
      0,
    );
    if (values.length > MOST_VALUES || values.length > Math.max(3, MOST_DISTINCT * records))
      return [];
    const pairs = values.map((value) => ({ a: inA.get(value) ?? 0, b: inB.get(value) ?? 0 }));
    const compared = compareTallies(pairs, { a: a.looked, b: b.looked });
    return compared.flatMap((one: Compared | null, at) => {
      const value = values[at] ?? null;
      if (one === null) return [];
      const text = typeof value === 'string' ? quoted(value) : String(value);
      const title = `${name}: ${String(value)}`;
      return [
        {
          ...one,
          what: 'field' as const,
          name,
          value,
          title,
          level: 'unknown' as const,
          query: `${name}:${text}`,
        },
      ];
    });
  });
}
