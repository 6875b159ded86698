/** How much harm it does when something gets out, from none to most. */
export const LABELS = ['public', 'internal', 'confidential', 'restricted'] as const;

export type Label = (typeof LABELS)[number];

/** A case that nobody labelled. */
export const DEFAULT_LABEL: Label = 'internal';

/** Ways in which something leaves a case. */
export const LEAVING_WAYS = ['export', 'share', 'bundle', 'report', 'clipboard', 'ai'] as const;

export type LeavingWay = (typeof LEAVING_WAYS)[number];

/** How somebody wants something to leave. */
export interface LeaveChoice {
  readonly masked: boolean;
  /** Why it leaves although its label says otherwise; null: then it does not. */
  readonly override: string | null;
}

/** As it is, and only where its label lets it. */
export const IN_CLEAR: LeaveChoice = { masked: false, override: null };

/** Whether something may leave: as it is, only masked, or not at all. */
export type Leave = 'clear' | 'masked' | 'refused';

/**
 * What each label lets out. Evidence bundles hold originals byte for byte, so they cannot be masked; a report is
 * written for its reader and is reviewed before it leaves.
 */
const RULES: Readonly<Record<Label, Readonly<Record<LeavingWay, Leave>>>> = {
  public: {
    export: 'clear',
    share: 'clear',
    bundle: 'clear',
    report: 'clear',
    clipboard: 'clear',
    ai: 'clear',
  },
  internal: {
    export: 'clear',
    share: 'clear',
    bundle: 'clear',
    report: 'clear',
    clipboard: 'clear',
    ai: 'masked',
  },
  confidential: {
    export: 'masked',
    share: 'masked',
    bundle: 'refused',
    report: 'clear',
    clipboard: 'masked',
    ai: 'masked',
  },
  restricted: {
    export: 'refused',
    share: 'refused',
    bundle: 'refused',
    report: 'refused',
    clipboard: 'refused',
    ai: 'refused',
  },
};

/** Whether something of a label may leave in a way. */
export const leaveOf = (label: Label, way: LeavingWay): Leave => RULES[label][way];

/** The strictest of labels; `fallback` where there are none. */
export function strictest(labels: readonly Label[], fallback: Label): Label {
  return labels.reduce<Label>(
    (most, next) => (LABELS.indexOf(next) > LABELS.indexOf(most) ? next : most),
    labels[0] ?? fallback,
  );
}
