import type { Diagnosis, Hypothesis } from '#shared/model/hypothesis.ts';
import type { Signal } from '#shared/model/signal.ts';
import type { CaseBlocks, ThreadKnowledge } from '../../logstore/index.ts';
import type { DeploymentMarker } from '../../journal/index.ts';
import { findSignals, gatherTables, type SignalTables, type Subjects } from '../signals/index.ts';
import { callGraph } from './call-graph.ts';
import { findHypotheses } from './find-hypotheses.ts';
import { markedDeployments } from './marked-deployments.ts';
import { readMarkers } from './read-markers.ts';

/** Reads a case's small tables, with the deployments that somebody marked, and says what changed, what may have caused it, or that there is no cause to see. */
export function diagnose(
  blocks: CaseBlocks,
  knowledge: ThreadKnowledge,
  subjects: Subjects,
  sources: SignalTables['sources'],
  marked: readonly DeploymentMarker[] = [],
): Diagnosis {
  const tables = gatherTables(blocks, knowledge, subjects, sources);
  if (tables === null) return NOTHING_TIMED;
  const signals = findSignals(tables);
  const markers = [...readMarkers(blocks, knowledge, tables), ...markedDeployments(marked)].sort(
    (a, b) => a.us - b.us,
  );
  const calls = callGraph(tables);
  const hypotheses = findHypotheses(tables, signals, markers, calls);
  return {
    hypotheses,
    signals,
    markers,
    calls,
    verdict: verdictOf(hypotheses, signals, tables.subjects.size),
    ...tables.slices,
    subjects: tables.subjects.size,
    complete: tables.complete,
  };
}

const NOTHING_TIMED: Diagnosis = {
  hypotheses: [],
  signals: [],
  markers: [],
  calls: [],
  verdict: 'No record has a time, so nothing can be said of what came first.',
  fromUs: null,
  widthUs: 1,
  buckets: 0,
  subjects: 0,
  complete: true,
};

function verdictOf(
  hypotheses: readonly Hypothesis[],
  signals: readonly Signal[],
  subjects: number,
): string {
  const [first] = hypotheses;
  if (first !== undefined) return first.title;
  if (signals.length === 0) {
    return `There is no cause to see: of ${subjects} templates and issues none changed by more than chance.`;
  }
  return 'There is no cause to see: something changed for a while, but it harmed nothing and nothing followed.';
}
