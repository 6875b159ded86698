import type { SummaryReader } from '#shared/model/answer.ts';
import { Failure } from '#shared/model/failure.ts';
import { frameworkOf, stageOf } from './frameworks/bundled-frameworks.ts';
import type { Field, Framework, Stage } from './frameworks/framework.ts';

/** A question that is answered in sentences, with what tells what these are to say and to whom. */
export interface NarrativeQuestion {
  /** Title of the report. */
  readonly report: string;
  readonly law: string;
  readonly label: string;
  readonly help: string | null;
  /** What it is about, as `fill` of fields names it; null: it is of no kind. */
  readonly about: string | null;
  readonly reader: SummaryReader;
}

/** Whether a field is answered in sentences about the incident. An address or a signature is not. */
export const isNarrative = ({ type, letter }: Field): boolean =>
  type === 'prose' && letter?.part === undefined;

/** A narrative question of a stage. Throws FRAMEWORK_UNKNOWN, STAGE_UNKNOWN, ANSWER_UNKNOWN. */
export function narrativeQuestion(
  frameworkId: string,
  stageId: string,
  fieldId: string,
): NarrativeQuestion {
  const framework = frameworkOf(frameworkId);
  const stage = stageOf(framework, stageId);
  const field = framework.fields.find(({ id }) => id === fieldId);
  if (field === undefined || field.stages[stage.id] === undefined || !isNarrative(field)) {
    throw new Failure(
      'ANSWER_UNKNOWN',
      'There is no such question at this stage that is answered in sentences.',
      { framework: framework.id, stage: stage.id, field: fieldId },
    );
  }
  return {
    report: `${framework.title}: ${stage.title}`,
    law: field.law,
    label: field.label,
    help: field.help ?? null,
    about: field.fill ?? null,
    reader: readerOf(framework, stage),
  };
}

/** Letters go to the people concerned; a review is read in the house, everything else by an authority or an auditor. */
function readerOf({ id }: Framework, { layout }: Stage): SummaryReader {
  if (layout === 'letter') return 'customer';
  return id === 'post-incident' ? 'executive' : 'regulator';
}
