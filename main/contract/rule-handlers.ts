import type { Output } from '#shared/contract/index.ts';
import { Failure } from '#shared/model/failure.ts';
import type { OpenCase } from '../open-case.ts';
import {
  detectedQuery,
  OWN_PACK,
  TEAM_PACK,
  type FindingFacts,
  type LoadedRules,
  type RuleDesk,
  type RuleFacts,
  type RuleLibrary,
  type RuleResults,
} from '../rules/index.ts';
import type { Session } from '../session.ts';
import type { Handlers } from './handlers.ts';

/** First records of what a rule that is being written finds. */
const TEST_ROWS = 20;

/** Calls about detection rules. */
export function ruleHandlers(session: Session, library: RuleLibrary, desk: RuleDesk) {
  const changed = <T>(value: T): T => {
    session.tell({ type: 'rules' });
    return value;
  };
  const described = (facts: RuleFacts): Output<'rules.check'>['rules'][number] => ({
    ...headOf(facts, library),
    id: facts.id,
    description: facts.description,
    falsePositives: [...facts.falsePositives],
    query: facts.query,
    notes: facts.notes.map((note) => ({ ...note })),
  });
  return {
    'rules.list': async () => {
      const { rules, problems } = await desk.list();
      const packs = await library.packs();
      const { alone } = await library.switches();
      return {
        folder: library.folder,
        alone,
        packs: packs
          .filter(({ name }) => name !== '')
          .map((pack) => ({ ...pack, own: pack.name === OWN_PACK, team: pack.name === TEAM_PACK })),
        rules: rules.map((rule) => ({ ...headOf(rule, library), notes: rule.notes.length })),
        problems: problems.map((problem) => ({ ...problem })),
      };
    },
    'rules.get': async ({ key }) => {
      const { rules } = await desk.list();
      const found = rules.find((rule) => rule.key === key);
      if (found === undefined) {
        throw new Failure('RULES_GONE', 'This rule is not loaded any more.', { key });
      }
      return { ...described(found), text: await desk.text(key) };
    },
    'rules.add': async ({ paths }) => changed({ packs: await library.add(paths) }),
    'rules.use': async ({ pack, on }) => {
      await library.use(pack, on);
      return changed({});
    },
    'rules.runAlone': async ({ alone }) => {
      await library.runAlone(alone);
      return changed({});
    },
    'rules.removePack': async ({ name }) => {
      await library.remove(name);
      return changed({});
    },
    'rules.check': async ({ text }) => {
      const { rules, problems } = await desk.check(text);
      return { rules: rules.map(described), problems: problems.map((problem) => ({ ...problem })) };
    },
    'rules.save': async ({ file, text }) => {
      const rule = usable(await desk.check(text));
      const saved = await library.save(file, rule.title, text);
      return changed({ key: rule.key, file: saved });
    },
    'rules.delete': async ({ file }) => {
      await library.delete(file);
      return changed({});
    },
    'rules.run': async (_input, { signal, emit }) => {
      const progress = (done: number, of: number): void => emit({ done, of });
      const { results } = await desk.run(session.current(), { signal, progress });
      session.tell({ type: 'hits', fresh: null });
      return resultsOf(results);
    },
    'rules.results': async () => {
      const found = await desk.last(session.current());
      return found === null ? null : resultsOf(found);
    },
    'rules.test': async ({ text }, { signal }) => {
      const open = session.current();
      const started = performance.now();
      const findings = await desk.tryOut(open, text, signal);
      const found = [];
      for (const finding of findings) {
        const { query: _, ...hit } = hitOf(finding);
        found.push({ ...hit, title: finding.rule.title, rows: await rowsOf(open, finding) });
      }
      return { found, seconds: (performance.now() - started) / 1000 };
    },
    'rules.keep': async ({ key }) => {
      await desk.keep(session.current(), key);
      return {};
    },
  } satisfies Partial<Handlers>;
}

/** A rule of a text that can be kept: nothing of the text may be refused. Throws RULE_BROKEN. */
function usable({ rules, problems }: LoadedRules): RuleFacts {
  const [problem] = problems;
  const [rule] = rules;
  if (problem === undefined && rule !== undefined) return rule;
  const where = problem?.line == null ? '' : `Line ${problem.line}: `;
  throw new Failure(
    'RULE_BROKEN',
    `Nothing was kept. ${where}${problem?.message ?? 'There is no rule in it.'}`,
    { line: problem?.line ?? null },
  );
}

function headOf(rule: RuleFacts, library: RuleLibrary) {
  const pack = library.packOf(rule.file);
  return {
    key: rule.key,
    title: rule.title,
    kind: rule.kind,
    level: rule.level,
    status: rule.status,
    techniques: [...rule.techniques],
    tactics: [...rule.tactics],
    pack,
    own: pack === OWN_PACK,
    team: pack === TEAM_PACK,
    file: rule.file,
    line: rule.line,
    logSource: rule.logSource,
  };
}

function resultsOf({ rules, records, seconds, findings }: RuleResults): Output<'rules.run'> {
  return { rules, records, seconds, hits: findings.map(hitOf) };
}

function hitOf({ rule, count, firstUs, lastUs, hits, matches }: FindingFacts) {
  return {
    key: rule.key,
    count,
    records: hits.ordinals.length,
    firstUs,
    lastUs,
    query: detectedQuery(rule.key),
    matches: matches?.map(({ group, ...match }) => ({ ...match, group: [...group] })) ?? null,
  };
}

async function rowsOf(open: OpenCase, { hits }: FindingFacts) {
  const paths = new Map(open.sources().map(({ id, path }) => [id, path]));
  const rows = [];
  for (let at = 0; at < Math.min(TEST_ROWS, hits.ordinals.length); at++) {
    const ref = { sourceId: hits.sourceIds[at] ?? 0, ordinal: hits.ordinals[at] ?? 0 };
    const { row } = await open.store.record(ref);
    rows.push({ ...row, source: paths.get(ref.sourceId) ?? '' });
  }
  return rows;
}
