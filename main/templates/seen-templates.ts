import { createHash } from 'node:crypto';
import { z } from 'zod';
import { LEVEL_CODE } from '#shared/model/level.ts';
import type { Template } from '#shared/model/template.ts';
import { patternOf } from '../iq/index.ts';
import type { Vault } from '../vault/index.ts';

const seenCase = z.strictObject({
  path: z.string(),
  name: z.string(),
  /** A line a template: its two fingerprints, the second of its last record (or `-`), and how many it had. */
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
  /** The same template, or one of the same words: what varies stands elsewhere, or other signs are between them. */
  readonly likeness: 'same' | 'words';
}

/** Of a case the commonest, errors before others; of all cases the latest. */
const MOST_OF_A_CASE = 400;
const MOST_CASES = 200;
const MOST_SIGHTINGS = 5;
const DRAWER = 'seen-templates';
/** Fewer words than these are in templates that have nothing to do with each other. */
const FEWEST_WORDS = 3;

/** Fingerprints of the templates of earlier cases, sealed in the vault of this machine. No text of a log is among them. */
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

/** Of the words alone, in their order; null: there are too few to tell it by. */
function wordsOf(template: Pick<Template, 'parts'>): string | null {
  const words = patternOf(template)
    .map((text) => text ?? ' ')
    .join('')
    .toLowerCase()
    .match(/\p{L}{2,}/gu);
  return words === null || words.length < FEWEST_WORDS ? null : hash(words.join(' '));
}

function lineOf(template: Template, key: string): string {
  const second = template.lastUs === null ? '-' : Math.floor(template.lastUs / 1_000_000);
  return `${key} ${wordsOf(template) ?? '-'} ${second} ${template.count}`;
}

/** Sightings by the fingerprint of the template, and by that of its words. */
interface Index {
  readonly same: ReadonlyMap<string, readonly Sighting[]>;
  readonly words: ReadonlyMap<string, readonly Sighting[]>;
}

function indexOf(cases: readonly SeenCase[]): Index {
  const same = new Map<string, Sighting[]>();
  const words = new Map<string, Sighting[]>();
  for (const { path, name, templates } of cases) {
    for (const line of templates.split('\n')) {
      const [key = '', of = '-', second = '-', count = '0'] = line.split(' ');
      const lastUs = second === '-' ? null : Number(second) * 1_000_000;
      const seen = { path, case: name, lastUs, count: Number(count) };
      put(same, key, { ...seen, likeness: 'same' });
      if (of !== '-') put(words, of, { ...seen, likeness: 'words' });
    }
  }
  return { same, words };
}

function put(index: Map<string, Sighting[]>, key: string, sighting: Sighting): void {
  const known = index.get(key);
  if (known === undefined) index.set(key, [sighting]);
  else known.push(sighting);
}

/** A case is named once: by the same template before one that is alike, by the latest of those. */
function sightings(template: Template, { same, words }: Index): Sighting[] {
  const latest = (found: readonly Sighting[] = []): Sighting[] =>
    found.toSorted((a, b) => (b.lastUs ?? 0) - (a.lastUs ?? 0));
  const key = wordsOf(template);
  const all = [
    ...latest(same.get(fingerprint(template))),
    ...latest(key === null ? [] : words.get(key)),
  ];
  const byCase = new Map<string, Sighting>();
  for (const one of all) if (!byCase.has(one.path)) byCase.set(one.path, one);
  return [...byCase.values()].slice(0, MOST_SIGHTINGS);
}
