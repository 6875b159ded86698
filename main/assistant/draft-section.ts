import { randomUUID } from 'node:crypto';
import type { SummaryReader } from '#shared/model/answer.ts';
import type { DraftedSection } from '#shared/model/drafted-section.ts';
import type { OpenCase } from '../open-case.ts';
import type { DraftAnswer } from './draft.ts';
import { findAnswer } from './find-answer.ts';
import type { ModelService } from './model-service.ts';
import { draftOffline } from './offline/draft-section.ts';

/** A narrative question of a report. */
export interface Section {
  /** Title of the report, and the law or standard that asks. */
  readonly report: string;
  readonly law: string;
  readonly label: string;
  readonly help: string | null;
  /** What the question is about, as fields of frameworks name it (`incident.cause`); null: it is of no known kind. */
  readonly about: string | null;
  readonly reader: SummaryReader;
  /** `offline`, a provider, or `PROVIDER/MODEL`; null: whoever is set for reports. */
  readonly provider: string | null;
}

/**
 * Drafts the answer to a narrative question from the records of the case, sentence by sentence, each with the records that
 * it rests on and whether they bear it out. Nothing of it is kept: who accepts it answers the question. Throws
 * PROVIDER_UNKNOWN, CANCELLED.
 */
export async function draftSection(
  open: OpenCase,
  models: ModelService | null,
  section: Section,
  signal: AbortSignal,
): Promise<DraftedSection> {
  let note: string | null = null;
  const search = {
    id: randomUUID(),
    question: instruction(section),
    task: 'report',
    provider: section.provider,
    // What was asked about the case is not what a report is to say.
    earlier: () => Promise.resolve([]),
    offline: (toolbox, why): Promise<DraftAnswer> => {
      note = why;
      return draftOffline(section, toolbox);
    },
  } satisfies Parameters<typeof findAnswer>[2];
  const { answer, answerer } = await findAnswer(open, models, search, signal);
  const sentences = answer.known ? answer.statements : [];
  return {
    sentences: sentences.filter(({ part }) => part !== 'evidence'),
    citations: answer.citations,
    unknown: answer.known ? null : answer.statements.map(({ text }) => text).join(' '),
    answerer,
    note,
  };
}

const READERS: Readonly<Record<SummaryReader, string>> = {
  executive: 'an executive',
  engineer: 'an engineer',
  customer: 'customers',
  regulator: 'a regulator',
};

/** What a model is asked. Nothing of the case is in it. */
function instruction({ report, law, label, help, reader }: Section): string {
  return [
    `Draft the answer to one question of a report, “${report}” (${law}), which is read by ${READERS[reader]}.`,
    `The question: ${label}${help === null ? '' : `. ${help}`}`,
    'Write sentences that can stand in the report as they are: in the past tense, without headings, each as a statement of part "answer" that cites the records which show it. Leave out what the records do not show. If they show nothing of it, say known false and what would have to be found out.',
  ].join('\n');
}
