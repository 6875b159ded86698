import {
  readTrace,
  traceText,
  parseTraceText,
  type KeptTrace,
} from '../../main/ingest/traces/index.ts';
import { joinTraces } from '../../main/iq/join-traces.ts';
import { traceIdentity } from '../../main/iq/trace-identity.ts';
import type { LabelledTrace } from '../fixtures/traces/labelled-traces.ts';

/** Pairs of traces that were put together, and should have been. */
export interface PairCounts {
  readonly traces: number;
  readonly both: number;
  readonly grouped: number;
  readonly labelled: number;
}

/** Group of each trace, as the analysis would make them; a trace that was not read stands alone. */
export function traceGroups(traces: readonly { readonly text: string }[]): string[] {
  const kept = traces.map(({ text }): KeptTrace | null => {
    const trace = readTrace(text);
    return trace === null ? null : parseTraceText(traceText(trace).split('\n'));
  });
  const groupings = kept.map((trace, at) =>
    trace === null ? `unread ${at}` : traceIdentity(trace).grouping,
  );
  const distinct = [...new Set(groupings)].filter((grouping) => !grouping.startsWith('unread '));
  const groups = distinct.map((grouping) => {
    const members = kept.filter((_, at) => groupings[at] === grouping);
    return { trace: members[0] ?? { language: null, exceptions: [] }, count: members.length };
  });
  const targets = joinTraces(groups);
  const joined = new Map(
    distinct.map((grouping, at) => [grouping, distinct[targets[at] ?? at] ?? grouping]),
  );
  return groupings.map((grouping) => joined.get(grouping) ?? grouping);
}

/** Counts pairs, of one language and in all. */
export function pairCounts(
  traces: readonly LabelledTrace[],
  groups: readonly string[],
  language?: string,
): PairCounts {
  let both = 0;
  let grouped = 0;
  let labelled = 0;
  let counted = 0;
  for (const [at, one] of traces.entries()) {
    if (language !== undefined && one.language !== language) continue;
    counted++;
    for (let next = at + 1; next < traces.length; next++) {
      if (language !== undefined && traces[next]?.language !== language) continue;
      const sameGroup = groups[at] === groups[next];
      const sameBug = one.bug === traces[next]?.bug;
      if (sameGroup) grouped++;
      if (sameBug) labelled++;
      if (sameGroup && sameBug) both++;
    }
  }
  return { traces: counted, both, grouped, labelled };
}

export const precision = ({ both, grouped }: PairCounts): number =>
  grouped === 0 ? 1 : both / grouped;
export const recall = ({ both, labelled }: PairCounts): number =>
  labelled === 0 ? 1 : both / labelled;
