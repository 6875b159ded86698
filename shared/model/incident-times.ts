import type { RecordCitation } from './record-citation.ts';

/**
 * The moments that regulators count from, in the order in which they usually come. `aware`: when the organisation
 * became aware (GDPR Art. 33, NIS2 Art. 23); `classified`: when the incident was classified as major (DORA Art. 19).
 */
export const INCIDENT_TIMES = [
  'occurred',
  'detected',
  'aware',
  'classified',
  'contained',
  'eradicated',
  'recovered',
] as const;
export type IncidentTimeName = (typeof INCIDENT_TIMES)[number];

/** What a time rests on. */
export type Provenance =
  | { readonly by: 'record'; readonly record: RecordCitation }
  | { readonly by: 'finding'; readonly id: string }
  /** Somebody says so: who, and in which words. */
  | { readonly by: 'statement'; readonly who: string; readonly text: string };

export interface IncidentTime {
  /** Microseconds UTC. */
  readonly us: number;
  /** How far the true time may be from it, microseconds; 0: as exact as it is written. */
  readonly withinUs: number;
  readonly provenance: Provenance;
  readonly note: string;
}

/** Those that are known. */
export type IncidentTimes = { readonly [N in IncidentTimeName]: KnownTime | null };

/** A time as it stands in the case: with who set it and when. */
export interface KnownTime extends IncidentTime {
  readonly author: string;
  /** RFC 3339 UTC. */
  readonly setAt: string;
}
