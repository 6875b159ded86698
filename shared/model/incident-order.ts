import { INCIDENT_TIMES, type IncidentTimeName } from './incident-times.ts';

/** What cannot have been before what: nothing before it occurred, no awareness before detection, no classifying unaware. */
const NOT_BEFORE: readonly (readonly [earlier: IncidentTimeName, later: IncidentTimeName])[] = [
  ...INCIDENT_TIMES.filter((name) => name !== 'occurred').map(
    (name) => ['occurred', name] as const,
  ),
  ['detected', 'aware'],
  ['aware', 'classified'],
];

/** Two times of an incident of which one cannot be right: `later` stands before `earlier`. */
export interface TimeContradiction {
  readonly earlier: IncidentTimeName;
  readonly later: IncidentTimeName;
}

/**
 * Times that contradict each other, by how far each may be off (`withinUs`). A system that recovered before anybody
 * noticed contradicts nothing. Regulators count from these times, so nothing is set right by itself: it is told.
 */
export function timeContradictions(
  timeOf: (name: IncidentTimeName) => { readonly us: number; readonly withinUs: number } | null,
): TimeContradiction[] {
  return NOT_BEFORE.flatMap(([earlier, later]) => {
    const [first, second] = [timeOf(earlier), timeOf(later)];
    if (first === null || second === null) return [];
    const isWrong = second.us + second.withinUs < first.us - first.withinUs;
    return isWrong ? [{ earlier, later }] : [];
  });
}
