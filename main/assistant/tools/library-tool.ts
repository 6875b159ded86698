import { z } from 'zod';
import { LABELS, type Label } from '#shared/model/label.ts';
import { createIssueDesk, issueQuery, type Recollection } from '../../issues/index.ts';
import { utcOf } from '#shared/model/utc-time.ts';
import { counted, defineTool } from './tool.ts';

/** An issue of this case, and what earlier ones say of it. */
interface Known {
  readonly key: string;
  readonly title: string;
  /** Finds its records. */
  readonly query: string;
  readonly earlier: readonly Recollection[];
}

const MOST_ISSUES = 50;

export const library = defineTool({
  description:
    'The library of past cases: which issues of this case, or one of them, earlier cases on this machine had too or something like it, when, and what was decided about it and why.',
  input: z.strictObject({
    key: z
      .string()
      .min(1)
      .max(200)
      .nullish()
      .describe('Key of one issue. Default: the gravest of all.'),
  }),
  async find({ key }, { open, past }) {
    const all = await createIssueDesk(open).list();
    const recall = past?.recaller(open.path) ?? (() => []);
    const wanted =
      key == null ? all.slice(0, MOST_ISSUES) : all.filter((one) => one.issue.key === key);
    const known = wanted.flatMap(({ issue }): Known[] => {
      const earlier = recall(issue);
      return earlier.length === 0
        ? []
        : [{ key: issue.key, title: issue.title, query: issueQuery(issue), earlier }];
    });
    return { looked: wanted.length, known, label: await open.labelOf(null) };
  },
  show: ({ looked, known, label }) => ({
    issuesLookedAt: looked,
    known: known.flatMap(({ key, title, earlier }) => {
      const allowed = earlier.filter((one) => mayGoWith(one.label, label));
      return allowed.length === 0 ? [] : [{ issue: key, title, earlier: allowed.map(shown) }];
    }),
  }),
  told: ({ known }) =>
    known.length === 1 ? '1 issue is known' : `${counted(known.length)} issues are known`,
});

const shown = ({ case: name, title, lastUs, decided, note, likeness }: Recollection) => ({
  case: name,
  title,
  lastSeen: utcOf(lastUs),
  decided,
  why: note,
  likeness: Math.round(likeness * 100) / 100,
});

/** Another case goes where this one may only when its label allows that too: with one that nobody knows it stays here. */
const mayGoWith = (of: Label | null, label: Label): boolean =>
  of !== null && LABELS.indexOf(of) <= LABELS.indexOf(label);
