import { z } from 'zod';
import type { Issue } from '#shared/model/issue.ts';
import { LABELS, type Label } from '#shared/model/label.ts';
import type { Vault } from '../vault/index.ts';
import type { IssueNow } from './issue-desk.ts';

const rememberedIssue = z.strictObject({
  key: z.string(),
  title: z.string(),
  type: z.string().nullable(),
  frames: z.array(z.string()),
  /** Message of its commonest part, values masked. */
  said: z.string(),
  lastUs: z.number().int().nullable(),
  count: z.number().int(),
  decided: z.enum(['resolved', 'ignored']).nullable(),
  note: z.string(),
});

const rememberedCase = z.strictObject({
  path: z.string(),
  name: z.string(),
  /** When it was last worked on here, RFC 3339 UTC. */
  at: z.string(),
  /** Label of the case then; null: it was remembered before that was kept. */
  label: z.enum(LABELS).nullable().default(null),
  issues: z.array(rememberedIssue),
});

const library = z.strictObject({ v: z.literal(1), cases: z.array(rememberedCase) });

export type RememberedIssue = z.output<typeof rememberedIssue>;
export type RememberedCase = z.output<typeof rememberedCase>;

/** What an earlier case says of an issue. */
export interface Recollection {
  readonly path: string;
  readonly case: string;
  /** Label of that case; null: nobody knows it. */
  readonly label: Label | null;
  readonly title: string;
  readonly lastUs: number | null;
  readonly decided: RememberedIssue['decided'];
  readonly note: string;
  /** 1: the same. */
  readonly likeness: number;
}

/** Of a case the gravest, and whatever was decided about; of all cases the latest. */
const MOST_OF_A_CASE = 500;
const MOST_CASES = 400;
const LIKE_FROM = 0.6;
const MOST_RECALLED = 5;
const DRAWER = 'issue-memory';

/** Issues of earlier cases with what was decided about them, sealed in the vault of this machine. */
export interface IssueMemory {
  /** Keeps the issues of a case as they are now. Nothing while the vault is locked. */
  remember(of: { path: string; name: string; label: Label }, issues: readonly IssueNow[]): void;
  /** Keeps nothing more of the cases at these paths. Throws VAULT_LOCKED. */
  forget(paths: readonly string[]): void;
  /** What other cases say of an issue, likest first. */
  recall(issue: Issue, path: string): Recollection[];
  /** The same for many issues of one case. */
  recaller(path: string): (issue: Issue) => Recollection[];
}

/** The memory in a vault. `now` is the time at which cases are remembered. */
export function createIssueMemory(vault: Vault, now: () => Date = () => new Date()): IssueMemory {
  const load = (): RememberedCase[] => {
    const text = vault.drawer(DRAWER).read();
    if (text === null) return [];
    const parsed = library.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data.cases : [];
  };
  function recaller(path: string): (issue: Issue) => Recollection[] {
    if (vault.state() !== 'unlocked') return () => [];
    const others = load().filter((one) => one.path !== path);
    return (issue) => recollections(issue, others);
  }
  return {
    remember({ path, name, label }, issues) {
      if (vault.state() !== 'unlocked' || issues.length === 0) return;
      const kept = worthKeeping(issues).map(rememberedOf);
      const cases = load();
      const before = cases.find((one) => one.path === path);
      if (
        before !== undefined &&
        before.name === name &&
        before.label === label &&
        JSON.stringify(before.issues) === JSON.stringify(kept)
      )
        return;
      const others = cases.filter((one) => one.path !== path);
      const all = [{ path, name, label, at: now().toISOString(), issues: kept }, ...others].slice(
        0,
        MOST_CASES,
      );
      vault.drawer(DRAWER).write(JSON.stringify({ v: 1, cases: all }));
    },
    forget(paths) {
      const cases = load();
      const kept = cases.filter(({ path }) => !paths.includes(path));
      if (kept.length < cases.length)
        vault.drawer(DRAWER).write(JSON.stringify({ v: 1, cases: kept }));
    },
    recall: (issue, path) => recaller(path)(issue),
    recaller,
  };
}

function worthKeeping(issues: readonly IssueNow[]): IssueNow[] {
  const decided = issues.filter((one) => one.decided !== null);
  const others = issues.filter((one) => one.decided === null);
  return [...decided, ...others].slice(0, Math.max(MOST_OF_A_CASE, decided.length));
}

function rememberedOf({ issue, state, decided }: IssueNow): RememberedIssue {
  const kind = decided?.mark.decision.kind;
  return {
    key: issue.key,
    title: issue.title,
    type: issue.exceptionType,
    frames: [...issue.frames],
    said: issue.parts[0]?.title ?? '',
    lastUs: issue.lastUs,
    count: issue.count,
    decided:
      state === 'regressed' || kind === undefined || kind === 'reopen'
        ? null
        : kind === 'resolve'
          ? 'resolved'
          : 'ignored',
    note: decided?.note ?? '',
  };
}

/** What cases remember of an issue: the same everywhere, or something like it. What has a note comes first of equals. */
export function recollections(issue: Issue, cases: readonly RememberedCase[]): Recollection[] {
  const found: Recollection[] = [];
  for (const one of cases) {
    let best: { of: RememberedIssue; likeness: number } | null = null;
    for (const of of one.issues) {
      const likeness = of.key === issue.key ? 1 : Math.min(0.99, likenessOf(issue, of));
      if (likeness >= LIKE_FROM && (best === null || likeness > best.likeness))
        best = { of, likeness };
    }
    if (best === null) continue;
    const { title, lastUs, decided, note } = best.of;
    found.push({
      path: one.path,
      case: one.name,
      label: one.label,
      title,
      lastUs,
      decided,
      note,
      likeness: best.likeness,
    });
  }
  return found
    .toSorted(
      (a, b) =>
        b.likeness - a.likeness ||
        Number(b.note !== '') - Number(a.note !== '') ||
        (b.lastUs ?? 0) - (a.lastUs ?? 0),
    )
    .slice(0, MOST_RECALLED);
}

/** Types that say nothing of what went wrong. */
const GENERIC = /(?:^|[.\\:])(?:Error|Exception|RuntimeException|Throwable|panic)$/;

/**
 * How alike two issues are, 0 to 1. Other projects have other frames, so the type and the words count as much: half
 * for the same type, the rest for the frames or the words that are shared, whichever is more.
 */
function likenessOf(issue: Issue, other: RememberedIssue): number {
  const sameType = issue.exceptionType !== null && issue.exceptionType === other.type;
  const words = overlap(wordsOf(issue.parts[0]?.title ?? issue.title), wordsOf(other.said));
  if (issue.exceptionType === null && other.type === null) return words;
  const shared = Math.max(words, overlap(new Set(issue.frames), new Set(other.frames)));
  return (sameType ? (GENERIC.test(issue.exceptionType ?? '') ? 0.25 : 0.5) : 0) + shared / 2;
}

const wordsOf = (text: string): Set<string> =>
  new Set(text.toLowerCase().match(/[\p{L}]{3,}/gu) ?? []);

/** Share of what is in both of what is in either (Jaccard). */
function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let both = 0;
  for (const one of a) if (b.has(one)) both++;
  const either = a.size + b.size - both;
  return either === 0 ? 0 : both / either;
}
