import { createHash, randomUUID } from 'node:crypto';
import { canonicalJson } from '#shared/model/canonical-json.ts';
import { Failure } from '#shared/model/failure.ts';
import type { LeaveChoice } from '#shared/model/label.ts';
import type { OpenCase } from '../open-case.ts';
import { answerKey, caseAnswers, nextSubmission } from './case-answers.ts';
import { maskReport } from './data/mask-report.ts';
import { reportData, type ReportData } from './data/report-data.ts';
import { caseFacts } from './evidence/case-facts.ts';
import { readValue } from './frameworks/answer.ts';
import { frameworkOf } from './frameworks/bundled-frameworks.ts';
import { noteReport } from './note-report.ts';
import { renderReport, type ReportFormat } from './render/formats.ts';
import { prepareReport, type PreparedReport } from './report.ts';
import {
  signerOf,
  writeReport,
  type ReportSigning,
  type WrittenReport,
} from './sign/sign-report.ts';

export interface WhichReport {
  readonly framework: string;
  readonly stage: string;
}

/** How a report leaves: who signs it (null: nobody), and whether it is masked. */
export interface ReportLeaving {
  readonly signing: ReportSigning | null;
  readonly leave: LeaveChoice;
  /** What must hold before it leaves, and is noted: asked when nothing else keeps it from leaving. */
  readonly check: () => Promise<void>;
}

/** The reports of an open case as somebody works on them: answers and submissions are entries of its journal. */
export function createReportDesk(open: OpenCase, now: () => Date = () => new Date()) {
  async function prepare(
    { framework, stage }: WhichReport,
    signal: AbortSignal,
    signer: ReportData['signer'] = null,
    extra: Readonly<Record<string, unknown>> = {},
  ): Promise<PreparedReport> {
    const submissions = await open.submissions();
    const { given, fills } = caseAnswers(
      frameworkOf(framework),
      await open.reportAnswers(),
      submissions,
    );
    return prepareReport(await caseFacts(open, signal), {
      framework,
      stage,
      given: { ...given, ...extra },
      fills,
      now: now().toISOString(),
      submission: nextSubmission(submissions, framework, stage),
      signer,
    });
  }

  /** A version as it was submitted. Throws SUBMISSION_GONE. */
  async function frozen(
    { framework, stage }: WhichReport,
    submission: number,
  ): Promise<ReportData> {
    const found = (await open.submissions()).find(
      (each) =>
        each.framework === framework && each.stage === stage && each.submission === submission,
    );
    if (found === undefined) {
      throw new Failure('SUBMISSION_GONE', 'There is no such version of this report in the case.');
    }
    return reportData.parse(JSON.parse(found.report));
  }

  async function whole(
    which: WhichReport,
    signal: AbortSignal,
    signer: ReportData['signer'],
    extra: Readonly<Record<string, unknown>> = {},
  ): Promise<ReportData> {
    const prepared = await prepare(which, signal, signer, extra);
    const { gaps, assessment, data } = prepared;
    if (gaps.length === 0) return data;
    const names = gaps.slice(0, 3).map(({ field }) => `${field.label} (${field.law})`);
    const more = gaps.length > 3 ? ` and ${gaps.length - 3} more` : '';
    throw new Failure(
      'REPORT_INCOMPLETE',
      `${assessment.stage.title}: mandatory answers are missing or do not fit: ${names.join('; ')}${more}. Nothing was written. Answer them, or say why there is no answer.`,
      { framework: which.framework, stage: which.stage, gaps: gaps.length },
    );
  }

  return {
    prepare,
    /** Answers a field; null: takes the answer back. Throws ANSWER_INVALID, which says what would fit. */
    async answer(framework: string, fieldId: string, answer: unknown): Promise<void> {
      const field = frameworkOf(framework).fields.find((each) => each.id === fieldId);
      if (field === undefined) {
        throw new Failure('ANSWER_UNKNOWN', 'There is no such field in this framework.');
      }
      const justified = typeof answer === 'object' && answer !== null && !Array.isArray(answer);
      const reading = justified
        ? ({ ok: true, value: answer } as const)
        : readValue(field, answer, open.info().zone);
      if (!reading.ok) {
        throw new Failure('ANSWER_INVALID', `Expected: ${reading.expected}.`, {
          field: field.id,
          expected: reading.expected,
        });
      }
      // The journal checks its shape again.
      const given = reading.value as Parameters<typeof open.change<'report'>>[2]['answer'];
      await open.change('report', answerKey(framework, field.id), { answer: given ?? null });
    },
    /** The report as a web page: as it is now, or as it was submitted. */
    async preview(
      which: WhichReport,
      submission: number | null,
      signal: AbortSignal,
    ): Promise<string> {
      const data =
        submission === null ? (await prepare(which, signal)).data : await frozen(which, submission);
      return Buffer.from(await renderReport(data, 'html')).toString('utf8');
    },
    /** Makes the files of a report, masked where that is chosen. Throws REPORT_INCOMPLETE, SUBMISSION_GONE, TIME_STAMP_FAILED, LABEL_REFUSES. */
    async write(
      which: WhichReport,
      submission: number | null,
      format: ReportFormat,
      { signing, leave, check }: ReportLeaving,
      signal: AbortSignal,
    ): Promise<WrittenReport & { readonly data: ReportData }> {
      const signer = signing === null ? null : signerOf(signing.identity);
      const clear =
        submission === null
          ? await whole(which, signal, signer)
          : { ...(await frozen(which, submission)), signer };
      // Both leave entries in the journal, which would tell of a report that there is not.
      await open.mayLeave('report', null, leave);
      await check();
      const data = leave.masked ? await maskReport(clear, open.masking) : clear;
      return { ...(await writeReport(data, format, signing)), data };
    },
    /** Notes that a report left as a file. */
    note: (data: ReportData, file: string, bytes: Uint8Array): Promise<string> =>
      noteReport(open, data, file, bytes),
    /** Freezes a stage as it was submitted. Throws REPORT_INCOMPLETE. */
    async submit(which: WhichReport, submittedAt: string, signal: AbortSignal): Promise<number> {
      const at = `${new Date(submittedAt).toISOString().slice(0, 19)}Z`;
      const asks = frameworkOf(which.framework).fields.some(
        ({ id, stages }) => id === 'submitted' && stages[which.stage] !== undefined,
      );
      const data = await whole(which, signal, null, asks ? { submitted: at } : {});
      const report = canonicalJson(data);
      await open.append({
        kind: 'report.submitted',
        payload: {
          id: randomUUID(),
          ...which,
          submission: data.submission,
          submittedAt: at,
          report,
          sha256: createHash('sha256').update(report).digest('hex'),
        },
      });
      return data.submission;
    },
  };
}
