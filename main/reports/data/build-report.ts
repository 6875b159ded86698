import { createHash } from 'node:crypto';
import type { ReportCase, ReportSource } from '../evidence/report-case.ts';
import type { Answers } from '../frameworks/answer.ts';
import type { AskedField, Assessment, StageClock } from '../frameworks/assess.ts';
import type { ReportPart } from '../frameworks/framework.ts';
import type { ReportData } from './report-data.ts';
import { answerText } from './value-text.ts';

/** Entries of a list that a report carries; the case has the rest. */
const MOST_LISTED = 500;

/**
 * A report of a stage as data. It says nothing that depends on when it is made: the same case and answers
 * give the same report. `submission`: which version of the stage it is, from 1.
 */
export function buildReport(
  assessment: Assessment,
  answers: Answers,
  facts: ReportCase,
  submission: number,
  signer: ReportData['signer'],
): ReportData {
  const { framework, stage, asked, missing, clocks, verdict } = assessment;
  const has = (part: ReportPart): boolean => stage.parts.includes(part);
  const shortened: Partial<Record<ReportPart, number>> = {};
  const listed = <T>(part: ReportPart, list: readonly T[]): T[] => {
    if (has(part) && list.length > MOST_LISTED) shortened[part] = list.length;
    return has(part) ? list.slice(0, MOST_LISTED) : [];
  };
  const narrative = has('narrative') ? facts.narrative : null;
  const findings = listed('findings', facts.findings);
  const times = listed('timeline', facts.times);
  const pins = listed('timeline', facts.pins);
  const lastCited = Math.max(
    0,
    ...[...findings, ...pins, ...times].flatMap(({ cites }) => cites ?? []),
    ...(narrative === null ? [] : citedIn(narrative.text)),
  );
  const groups = framework.groups.filter(({ id }) => asked.some(({ field }) => field.group === id));
  return {
    format: 'error-iq/report',
    version: 1,
    draft: missing.length > 0,
    masked: false,
    framework: {
      id: framework.id,
      title: framework.title,
      short: framework.short,
      law: framework.law,
    },
    stage: {
      id: stage.id,
      title: stage.letterTitle ?? stage.title,
      law: stage.law,
      to: stage.to,
      layout: stage.layout,
      salutation: stage.salutation ?? null,
      closing: stage.closing ?? null,
    },
    submission,
    signer,
    case: {
      name: facts.name,
      reference: facts.reference,
      label: facts.label,
      zone: facts.zone,
      created: facts.created,
    },
    journal: {
      ...facts.journal,
      authors: [...facts.journal.authors],
      kinds: { ...facts.journal.kinds },
    },
    groups: groups.map(({ id, title }) => ({ id, title })),
    answers: asked.map((each) => answerRow(each, answers, currencyOf(asked, answers))),
    missing: missing.map(({ id }) => id),
    clocks: clocks.map(clockRow),
    classification: verdict === null ? null : { ...verdict, criteria: [...verdict.criteria] },
    parts: [...stage.parts],
    times: times.map((time) => ({ ...time, contradicts: [...time.contradicts] })),
    narrative,
    records: facts.records,
    range: facts.range,
    levels: facts.levels,
    histogram:
      has('timeline') && facts.histogram !== null
        ? { ...facts.histogram, slices: [...facts.histogram.slices] }
        : null,
    listed: shortened,
    findings: findings.map((finding) => ({
      ...finding,
      assets: [...finding.assets],
      techniques: [...finding.techniques],
      figures: [...finding.figures],
      cites: [...finding.cites],
    })),
    pins,
    cited: facts.cited.slice(0, lastCited).map((record) => ({ ...record })),
    // An auditor draws samples from it: it is whole, or worth nothing.
    issues: has('population') ? [...facts.issues] : listed('issues', facts.issues),
    templates: listed('templates', facts.templates),
    sources: listed('sources', facts.sources),
    evidenceDigest: evidenceDigest(facts.sources),
    custody: listed('custody', facts.custody),
  };
}

/** Numbers of the records that a narrative cites. */
function citedIn(text: string): number[] {
  return [...text.matchAll(/\]\(#record-(\d+)\)/g)].map(([, number]) => Number(number));
}

/** One digest for all evidence, that `sha256sum` over the list of sources gives too. */
function evidenceDigest(sources: readonly ReportSource[]): string {
  const lines = sources.map(({ sha256, path }) => `${sha256 ?? '-'}  ${path}\n`);
  return createHash('sha256').update(lines.join('')).digest('hex');
}

/** The currency that the form asks for: all its amounts are in it. */
function currencyOf(asked: readonly AskedField[], answers: Answers): string | null {
  const field = asked.find((each) => each.field.type === 'currency');
  const answer = field === undefined ? undefined : answers.get(field.field.id);
  return answer !== undefined && 'value' in answer ? String(answer.value) : null;
}

function answerRow(
  { field, mandatory }: AskedField,
  answers: Answers,
  currency: string | null,
): ReportData['answers'][number] {
  const answer = answers.get(field.id);
  const value = answer !== undefined && 'value' in answer ? answer.value : null;
  return {
    id: field.id,
    group: field.group,
    label: field.label,
    law: field.law,
    type: field.type,
    mandatory,
    value: typeof value === 'object' && value !== null ? [...value] : value,
    justified: answer !== undefined && 'justified' in answer ? answer.justified : null,
    text: value === null ? '' : answerText(field, value, currency),
    letter:
      field.letter === undefined ? null : { ...field.letter, part: field.letter.part ?? null },
    form: field.onlyForUs !== true,
  };
}

function clockRow({ clock, state }: StageClock): ReportData['clocks'][number] {
  const running = state.kind === 'running' ? state : null;
  return {
    id: clock.id,
    title: clock.title,
    law: clock.law,
    from: running?.from ?? null,
    due: running?.due ?? null,
    fromDay: running?.fromDay ?? false,
    dueDay: running?.dueDay ?? false,
    moved: running?.moved ?? false,
    done: running?.done ?? null,
    // Whether it is late by now is no part of a report that must come out the same tomorrow.
    late: running === null || running.done === null ? null : running.late,
  };
}
