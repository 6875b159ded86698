import { createHash } from 'node:crypto';
import { z } from 'zod';
import { LEVEL_CODE } from '#shared/model/level.ts';
import type { Template } from '#shared/model/template.ts';
import { patternOf } from '../iq/index.ts';
import type { Vault } from '../vault/index.ts';
import { sketchKeys, sketchLikeness, wordSketch } from './word-sketch.ts';

const seenCase = z.strictObject({
  path: z.string(),
  name: z.string(),
  /**
   * A line a template: its two fingerprints, the second of its last record (or `-`), how many it had, and the sketch of its
   * words (or `-`), which what was kept by earlier versions does not have.
   */
  templates: z.string(),
});

const library = z.strictObject({ v: z.literal(1), cases: z.array(seenCase) });

type SeenCase = z.output<typeof seenCase>;

/** Where a template stood before. */
export interface Sighting {
  readonly path: string;
  readonly case: string;
  /** Microseconds UTC of its last record there; null: none had a time. */
  readonly lastUs: number | null;
  readonly count: number;
  /**
   * The same template; one of the same words: what varies stands elsewhere, or other signs are between them; or one that
   * shares most of its words, as after a release reworded it.
   */
  readonly likeness: 'same' | 'words' | 'alike';
}

/** Of a case the commonest, errors before others; of all cases the latest. */
const MOST_OF_A_CASE = 400;
const MOST_CASES = 200;
const MOST_SIGHTINGS = 5;
/** Of the latest so many cases templates are compared by their words. */
const MOST_COMPARED = 50;
/**
 * What share of their words alike templates have in common: a word more or less in four, or another one in seven. “Session
 * opened for user” is nothing like “session closed for user”.
 */
const ALIKE_FROM = 0.75;
const DRAWER = 'seen-templates';
/** Fewer words than these are in templates that have nothing to do with each other. */
const FEWEST_WORDS = 3;

/** Fingerprints of the templates of earlier cases, and sketches of their words, sealed in the vault of this machine. No text of a log is among them. */
export interface SeenTemplates {
  /** Keeps the templates of a case as they are now, in place of what was kept of it. Nothing while the vault is locked. */
  remember(of: { path: string; name: string }, templates: readonly Template[]): void;
  /** Keeps nothing more of the cases at these paths. Throws VAULT_LOCKED. */
  forget(paths: readonly string[]): void;
  /** Where else templates of the case at a path stood, the same before the alike, the latest first. */
  recaller(path: string): (template: Template) => Sighting[];
}

/** What was seen, in a vault. */
export function createSeenTemplates(vault: Vault): SeenTemplates {
  /** What was written last of the open case: an analysis that finds nothing new costs no reading of the drawer. */
  let written: { path: string; name: string; keys: string } | null = null;
  vault.onChange(() => (written = null));

  const load = (): readonly SeenCase[] => {
    const text = vault.drawer(DRAWER).read();
    if (text === null) return [];
    const parsed = library.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data.cases : [];
  };
  return {
    remember({ path, name }, templates) {
      if (vault.state() !== 'unlocked' || templates.length === 0) return;
      const kept = worthKeeping(templates).map((template) => ({
        template,
        key: fingerprint(template),
      }));
      const keys = kept.map(({ key }) => key).join();
      if (written?.path === path && written.name === name && written.keys === keys) return;
      const others = load().filter((one) => one.path !== path);
      const lines = kept.map(({ template, key }) => lineOf(template, key)).join('\n');
      const cases = [{ path, name, templates: lines }, ...others].slice(0, MOST_CASES);
      vault.drawer(DRAWER).write(JSON.stringify({ v: 1, cases }));
      written = { path, name, keys };
    },
    forget(paths) {
      written = null;
      const cases = load();
      const kept = cases.filter(({ path }) => !paths.includes(path));
      if (kept.length < cases.length)
        vault.drawer(DRAWER).write(JSON.stringify({ v: 1, cases: kept }));
    },
    recaller(path) {
      if (vault.state() !== 'unlocked') return () => [];
      const index = indexOf(load().filter((one) => one.path !== path));
      return (template) => sightings(template, index);
    },
  };
}

function worthKeeping(templates: readonly Template[]): readonly Template[] {
  if (templates.length <= MOST_OF_A_CASE) return templates;
  const grave = ({ levels }: Template): number =>
    levels.slice(LEVEL_CODE.error).reduce((sum, count) => sum + count, 0) > 0 ? 1 : 0;
  return templates
    .toSorted((a, b) => grave(b) - grave(a) || b.count - a.count)
    .slice(0, MOST_OF_A_CASE);
}

const hash = (text: string): string =>
  createHash('sha256').update(text).digest('base64url').slice(0, 12);

/** Of the constant text and the places of the slots; the number of a template is its case's alone. */
function fingerprint(template: Pick<Template, 'parts'>): string {
  return hash(JSON.stringify(patternOf(template)));
}

const wordsIn = (template: Pick<Template, 'parts'>): readonly string[] =>
  patternOf(template)
    .map((text) => text ?? ' ')
    .join('')
    .toLowerCase()
    .match(/\p{L}{2,}/gu) ?? [];

/** Of the words alone, in their order; null: there are too few to tell it by. */
function wordsOf(words: readonly string[]): string | null {
  return words.length < FEWEST_WORDS ? null : hash(words.join(' '));
}

function lineOf(template: Template, key: string): string {
  const second = template.lastUs === null ? '-' : Math.floor(template.lastUs / 1_000_000);
  const words = wordsIn(template);
  return `${key} ${wordsOf(words) ?? '-'} ${second} ${template.count} ${wordSketch(words) ?? '-'}`;
}

/** A sighting of what may be alike, with the sketch to see it by. */
interface Sketched {
  readonly sketch: string;
  readonly sighting: Sighting;
}

/** Sightings by the fingerprint of the template, by that of its words, and by keys of their sketch. */
interface Index {
  readonly same: ReadonlyMap<string, readonly Sighting[]>;
  readonly words: ReadonlyMap<string, readonly Sighting[]>;
  readonly alike: ReadonlyMap<string, readonly Sketched[]>;
}

function indexOf(cases: readonly SeenCase[]): Index {
  const same = new Map<string, Sighting[]>();
  const words = new Map<string, Sighting[]>();
  const alike = new Map<string, Sketched[]>();
  for (const [at, { path, name, templates }] of cases.entries()) {
    for (const line of templates.split('\n')) {
      const [key = '', of = '-', second = '-', count = '0', sketch = '-'] = line.split(' ');
      const lastUs = second === '-' ? null : Number(second) * 1_000_000;
      const seen = { path, case: name, lastUs, count: Number(count) };
      put(same, key, { ...seen, likeness: 'same' });
      if (of !== '-') put(words, of, { ...seen, likeness: 'words' });
      if (sketch === '-' || at >= MOST_COMPARED) continue;
      const sketched: Sketched = { sketch, sighting: { ...seen, likeness: 'alike' } };
      for (const key of sketchKeys(sketch)) put(alike, key, sketched);
    }
  }
  return { same, words, alike };
}

function put<T>(index: Map<string, T[]>, key: string, value: T): void {
  const known = index.get(key);
  if (known === undefined) index.set(key, [value]);
  else known.push(value);
}

/** Sightings of what shares most words with these, the likest first. */
function alikeOf(words: readonly string[], index: Index['alike']): Sighting[] {
  const sketch = wordSketch(words);
  if (sketch === null) return [];
  const met = new Set(sketchKeys(sketch).flatMap((key) => index.get(key) ?? []));
  return [...met]
    .map((one) => ({ ...one, likeness: sketchLikeness(sketch, one.sketch) }))
    .filter(({ likeness }) => likeness >= ALIKE_FROM)
    .sort((a, b) => b.likeness - a.likeness || (b.sighting.lastUs ?? 0) - (a.sighting.lastUs ?? 0))
    .map(({ sighting }) => sighting);
}

/** A case is named once: by the same template before one that is alike, by the latest of those. */
function sightings(template: Template, { same, words, alike }: Index): Sighting[] {
  const latest = (found: readonly Sighting[] = []): Sighting[] =>
    found.toSorted((a, b) => (b.lastUs ?? 0) - (a.lastUs ?? 0));
  const own = wordsIn(template);
  const key = wordsOf(own);
  const all = [
    ...latest(same.get(fingerprint(template))),
    ...latest(key === null ? [] : words.get(key)),
    ...alikeOf(own, alike),
  ];
  const byCase = new Map<string, Sighting>();
  for (const one of all) if (!byCase.has(one.path)) byCase.set(one.path, one);
  return [...byCase.values()].slice(0, MOST_SIGHTINGS);
}
