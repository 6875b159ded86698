import { ISSUE_STATES } from '#shared/contract/analysis.ts';
import type { Output } from '#shared/contract/index.ts';
import { Failure } from '#shared/model/failure.ts';
import type { Issue } from '#shared/model/issue.ts';
import { slotValues } from '../iq/index.ts';
import type { Session } from '../session.ts';
import type { Handlers } from './handlers.ts';

const SLOT_SAMPLE = 2000;
const ISSUE_SAMPLES = 20;
/** An issue is new while it began within this long before the end of what the case has seen. */
const NEW_FOR_US = 7 * 86_400_000_000;

type IssueOutput = Output<'issues.list'>[number];

/** Calls about templates and issues. */
export function analysisHandlers(session: Session) {
  async function issues(): Promise<IssueOutput[]> {
    const open = session.current();
    const states = new Map(
      (await open.issueValues()).map(({ key, state }) => [key, state ?? undefined]),
    );
    const { toUs } = open.store.timeRange();
    return (await open.issues()).map((issue) => describe(issue, states.get(issue.key), toUs));
  }

  return {
    'templates.list': async () =>
      (await session.current().templates()).map(
        ({ parts, levels, trend, skeletons, sources, ...template }) => ({
          ...template,
          parts: [...parts],
          levels: [...levels],
          trend: [...trend],
          skeletons: skeletons.length,
          sources: [...sources.keys()],
        }),
      ),
    'templates.slots': async ({ id }, { signal }) => {
      const open = session.current();
      const template = (await open.templates()).find((candidate) => candidate.id === id);
      if (template === undefined) {
        throw new Failure(
          'TEMPLATE_GONE',
          'This template is not in the case any more: its sources were read again.',
          { id },
        );
      }
      const search = { query: `template:${id}`, fromUs: null, toUs: null };
      const { viewId } = await open.store.search(search, signal, () => {});
      const found = slotValues(template, await open.store.messages(viewId, SLOT_SAMPLE));
      await open.store.forget(viewId);
      return {
        looked: found.looked,
        slots: found.slots.map(({ kind, distinct, values }) => ({
          kind,
          distinct,
          values: [...values],
        })),
      };
    },
    'issues.list': issues,
    'issues.show': async ({ key }, { signal }) => {
      const issue = (await issues()).find((candidate) => candidate.key === key);
      if (issue === undefined) {
        throw new Failure('ISSUE_GONE', 'This issue is not in the case any more.', { key });
      }
      const { store } = session.current();
      const query = issueQuery(issue);
      const { viewId } = await store.search({ query, fromUs: null, toUs: null }, signal, () => {});
      const { rows: samples } = await store.rows(viewId, 'asc', 0, ISSUE_SAMPLES);
      return { issue, samples, query };
    },
    'issues.setState': async ({ key, state }) => {
      await session.current().change('issue', key, { state });
      return {};
    },
  } satisfies Partial<Handlers>;
}

/** Finds an issue's records. Of a template that is logged at several levels only the failures are. */
function issueQuery({ key, kind }: IssueOutput): string {
  return kind === 'template' ? `issue:${key} AND level:>=error` : `issue:${key}`;
}

function describe(issue: Issue, kept: string | undefined, lastUs: number | null): IssueOutput {
  const { frames, trend, sources, templateIds, skeletonIds: _, ...rest } = issue;
  const recent = issue.firstUs !== null && lastUs !== null && lastUs - issue.firstUs < NEW_FOR_US;
  return {
    ...rest,
    frames: [...frames],
    trend: [...trend],
    sources: [...sources.keys()],
    templateIds: [...templateIds],
    state: ISSUE_STATES.find((state) => state === kept) ?? (recent ? 'new' : 'ongoing'),
  };
}
