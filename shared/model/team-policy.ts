import { leaveOf, type Label, type Leave, type LeavingWay } from './label.ts';
import { ALLOWANCES, type Allowance, type ProviderPolicy } from './provider.ts';

/** Ways in which a policy of the team says whether something leaves; what goes to a model is masked in any case. */
export const POLICY_WAYS = ['export', 'share', 'bundle', 'report', 'clipboard'] as const;
export type PolicyWay = (typeof POLICY_WAYS)[number];

/** From what lets most out to what lets nothing out. */
export const LEAVES = ['clear', 'masked', 'refused'] as const satisfies readonly Leave[];

/** What a team lets out of cases, as it releases it to its desktops. It narrows what a desktop may do, and opens but one thing: that somebody may let the team server read raw logs. */
export interface TeamPolicy {
  readonly format: 'error-iq-policy';
  readonly v: 1;
  /** Which providers a label allows at most; a label that is not named is left to each desktop. */
  readonly providers: Readonly<Partial<Record<Label, Allowance>>>;
  /** What leaves at most, and how. */
  readonly leaving: Readonly<Partial<Record<Label, Readonly<Partial<Record<PolicyWay, Leave>>>>>>;
  /**
   * What of raw logs the team server may be let read, by label, where who shares them wants it too: only what is masked, or
   * all (`clear`). A label that is not named: nothing, as the server has no key.
   */
  readonly serverReads?: Readonly<Partial<Record<Label, Exclude<Leave, 'refused'>>>>;
  /** Whether somebody may let out with a reason what only this policy refuses. */
  readonly overrides: boolean;
}

/** The policy of the team that is in force on this machine, and the release that brought it. */
export interface PolicyInForce {
  readonly version: string;
  readonly policy: TeamPolicy;
}

/** A policy that narrows nothing. */
export const OPEN_POLICY: TeamPolicy = {
  format: 'error-iq-policy',
  v: 1,
  providers: {},
  leaving: {},
  overrides: true,
};

/** The later of two in a list from what allows most to what allows least. */
function stricter<T>(order: readonly T[], one: T, other: T | undefined): T {
  return other !== undefined && order.indexOf(other) > order.indexOf(one) ? other : one;
}

/** What a desktop's own policy lets go to providers under that of its team. */
export function narrowedPolicy(own: ProviderPolicy, team: PolicyInForce | null): ProviderPolicy {
  const under = (label: Label): Allowance =>
    stricter(ALLOWANCES, own[label], team?.policy.providers[label]);
  return {
    public: under('public'),
    internal: under('internal'),
    confidential: under('confidential'),
    restricted: under('restricted'),
  };
}

/** Whether the policy lets the team server read raw logs of a label, as they are shared. */
export function serverMayRead(team: PolicyInForce | null, label: Label, masked: boolean): boolean {
  const reads = team?.policy.serverReads?.[label];
  return reads === 'clear' || (reads === 'masked' && masked);
}

/** Whether something of a label may leave in a way, under the policy of the team. */
export function leaveUnder(team: PolicyInForce | null, label: Label, way: LeavingWay): Leave {
  const ofTeam: Readonly<Partial<Record<LeavingWay, Leave>>> = team?.policy.leaving[label] ?? {};
  return stricter<Leave>(LEAVES, leaveOf(label, way), ofTeam[way]);
}
