import type { RecordCitation } from './record-citation.ts';

export const FINDING_KINDS = [
  'observation',
  'hypothesis',
  'cause',
  'impact',
  'action',
  'indicator',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** How sure its author is, least first; `refuted`: it was looked into and is not so. */
export const CONFIDENCES = ['refuted', 'low', 'medium', 'high', 'confirmed'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** Who came upon it: an analyst, the built-in analysis (`name`: which signal), or an AI (`name`: which model). */
export interface FindingOrigin {
  readonly by: 'analyst' | 'analysis' | 'assistant';
  readonly name: string;
}

/** A number that a finding rests on, as a reader is to see it. */
export interface FindingFigure {
  readonly name: string;
  readonly value: number | string;
  /** Null: it has none. */
  readonly unit: string | null;
}

/** When what a finding says happened, microseconds UTC; `toUs` null: at one moment. */
export interface TimeSpan {
  readonly fromUs: number;
  readonly toUs: number | null;
}

/** What a finding says. Each member can be changed by itself. */
export interface FindingContent {
  readonly kind: FindingKind;
  readonly title: string;
  /** Markdown. */
  readonly text: string;
  readonly confidence: Confidence;
  readonly citations: readonly RecordCitation[];
  readonly figures: readonly FindingFigure[];
  /** Hosts, services, accounts that it concerns, as the analyst names them. */
  readonly assets: readonly string[];
  /** MITRE ATT&CK techniques, `T1110` or `T1110.001`. */
  readonly techniques: readonly string[];
  /** Keys of issues. */
  readonly issues: readonly string[];
  /** Null: as the records say that it cites. */
  readonly time: TimeSpan | null;
  readonly origin: FindingOrigin;
}

/** A finding of the case. */
export interface Finding extends FindingContent {
  /** UUID. */
  readonly id: string;
  readonly author: string;
  /** RFC 3339 UTC. */
  readonly addedAt: string;
  readonly changedAt: string;
  readonly tags: readonly string[];
}

/** A finding without anything beside what it must say, to be filled in. */
export function plainFinding(kind: FindingKind, title: string): FindingContent {
  return {
    kind,
    title,
    text: '',
    confidence: 'medium',
    citations: [],
    figures: [],
    assets: [],
    techniques: [],
    issues: [],
    time: null,
    origin: { by: 'analyst', name: '' },
  };
}

/** Whether a text is the number of an ATT&CK technique. */
export function isTechnique(text: string): boolean {
  return /^T\d{4}(?:\.\d{3})?$/.test(text);
}
