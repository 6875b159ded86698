import { cancelled, Failure } from '#shared/model/failure.ts';
import type { Diagnosis } from '#shared/model/hypothesis.ts';
import type { Issue } from '#shared/model/issue.ts';
import type { Template, TemplateExplanation } from '#shared/model/template.ts';
import { createIdleRest } from '../idle-rest.ts';
import type { DiagnosisKey } from './diagnosis-key.ts';
import type { GroupingProblem } from './grouping/index.ts';
import type { Knowledge, SearchThreadData } from '../logstore/index.ts';
import type { ProfileRules } from './profile-rules.ts';
import { createThreadClient, type ThreadClient } from '../thread-call.ts';
import { endThread, startThread } from '../thread-start.ts';

/** Templates and issues of a case as it is now. */
export interface Analysis {
  readonly templates: readonly Template[];
  readonly issues: readonly Issue[];
  /** Lines of grouping rules that are none. */
  readonly groupingProblems: readonly (GroupingProblem & { readonly where: 'case' | 'profile' })[];
  /** Template of skeleton i at i - 1; 0: none. */
  readonly templateBySkeleton: Uint32Array;
  /** One more than the position in `issues` of skeleton i at i - 1; 0: none. */
  readonly issueBySkeleton: Uint32Array;
}

export interface AnalysisRequest {
  /** False while sources are read: trends are then spread instead of counted. */
  readonly exact: boolean;
  /** Rules of the profile; the case's own are in the case. */
  readonly profile: ProfileRules;
}

export interface DiagnosisRequest {
  readonly knowledge: Knowledge;
  /** As of the analysis: a thread that was started anew folds first. */
  readonly profile: ProfileRules;
}

/** What the analysis thread offers. */
export type AnalysisOperations = {
  /** Answered when the thread is there. */
  prepare(input: null): void;
  analyze(input: AnalysisRequest): Analysis;
  /** What changed and what may have caused it, in what was folded last; with what decided it. */
  diagnose(input: DiagnosisRequest): Promise<DiagnosisKey & { readonly diagnosis: Diagnosis }>;
  /** What would decide it now. */
  diagnosisKey(input: DiagnosisRequest): Promise<DiagnosisKey>;
  /** Why a template is one; null: it is not there any more. */
  explain(input: { id: number; profile: ProfileRules }): TemplateExplanation | null;
};

/** A thread that folds the case's skeletons into templates and issues, as often as asked. Throws CANCELLED once closed. */
export interface Analyst {
  /** Starts the thread, where it is about to be asked. */
  prepare(): void;
  analyze(request: AnalysisRequest): Promise<Analysis>;
  diagnose(request: DiagnosisRequest): Promise<DiagnosisKey & { readonly diagnosis: Diagnosis }>;
  diagnosisKey(request: DiagnosisRequest): Promise<DiagnosisKey>;
  explain(request: { id: number; profile: ProfileRules }): Promise<TemplateExplanation | null>;
  close(): Promise<void>;
}

/** An analysis that nobody asks for is over; starting the thread again takes a tenth of a second. */
const END_AFTER_MS = 20_000;

/** The analysis thread of a case; it starts when it is asked and ends when it was not for a while. */
export function createAnalyst(data: SearchThreadData): Analyst {
  let started: ReturnType<typeof startAnalysis> | null = null;
  let closed = false;
  const end = async (): Promise<void> => {
    const ending = started;
    started = null;
    if (ending !== null) await endThread(ending);
  };
  const idle = createIdleRest(END_AFTER_MS, () => void end());
  const ask = <T>(work: (client: ThreadClient<AnalysisOperations>) => Promise<T>): Promise<T> =>
    idle.during(async () => {
      // Whoever prepared a question while the case was closed would start a thread that nobody ends, and the app with it.
      if (closed) throw cancelled();
      started ??= startAnalysis(data);
      return work(started.client);
    });
  return {
    prepare() {
      // What keeps it from starting is told to the question that needs it.
      ask((client) => client.call('prepare', null)).catch(() => {});
    },
    analyze: (request) => ask((client) => client.call('analyze', request)),
    diagnose: (request) => ask((client) => client.call('diagnose', request)),
    diagnosisKey: (request) => ask((client) => client.call('diagnosisKey', request)),
    explain: (request) => ask((client) => client.call('explain', request)),
    close() {
      closed = true;
      idle.stop();
      return end();
    },
  };
}

function startAnalysis(data: SearchThreadData) {
  const worker = startThread('analysis-thread', data);
  const client = createThreadClient<AnalysisOperations>(worker);
  const gone = (): void =>
    client.abandon(
      new Failure(
        'ANALYST_DIED',
        'The analysis thread ended unexpectedly. Close the case and open it again.',
      ),
    );
  worker.on('error', gone);
  worker.on('exit', gone);
  return { worker, client };
}
