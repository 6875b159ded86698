import type { ReportData } from '../../../../main/reports/data/report-data.ts';
import { frameworks } from '../../../../main/reports/frameworks/bundled-frameworks.ts';
import { prepareReport } from '../../../../main/reports/report.ts';
import { givenFor } from './sample-answers.ts';
import { SAMPLE_CASE } from './sample-case.ts';

/** The report of a stage about the sample case with everything answered, some of it otherwise. */
export function dataOf(
  framework: string,
  stage: string,
  change: Record<string, unknown> = {},
): ReportData {
  const fields = frameworks().find(({ id }) => id === framework)?.fields ?? [];
  const asked = fields.filter((field) => field.stages[stage] !== undefined);
  const given = Object.fromEntries(asked.map((field) => [field.id, givenFor(field)]));
  const request = { framework, stage, given: { ...given, ...change }, now: '2026-03-12T16:00:00Z' };
  const { data, gaps } = prepareReport(SAMPLE_CASE, { ...request, submission: 1, signer: null });
  if (gaps.length > 0) throw new Error(`${gaps.length} gaps`);
  return data;
}
