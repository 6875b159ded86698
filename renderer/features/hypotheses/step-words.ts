import type { Output } from '#shared/contract/index.ts';
import type { Level } from '#shared/model/level.ts';

export type Diagnosis = Output<'hypotheses.show'>;
export type Hypothesis = Diagnosis['hypotheses'][number];
export type Step = Hypothesis['steps'][number];
export type Signal = Diagnosis['signals'][number];

/** What a step says, in a sentence. */
export const stepSentence = ({ event }: Step): string =>
  event.kind === 'signal' ? event.signal.sentence : event.marker.text;

/** What a step is about, in few words. */
export const stepTitle = ({ event }: Step): string =>
  event.kind === 'signal' ? event.signal.subject.title : event.marker.text;

/** The level of a step's records; a marker is a notice. */
export const stepLevel = ({ event }: Step): Level =>
  event.kind === 'signal' ? event.signal.subject.level : 'notice';

/** Finds a step's records. */
export const stepQuery = ({ event }: Step): string =>
  event.kind === 'signal' ? event.signal.subject.query : event.marker.query;
