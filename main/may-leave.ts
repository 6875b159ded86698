import { Failure } from '#shared/model/failure.ts';
import type { ChangedValues } from '#shared/model/journal-changes.ts';
import {
  DEFAULT_LABEL,
  leaveOf,
  strictest,
  type Label,
  type LeaveChoice,
  type LeavingWay,
} from '#shared/model/label.ts';
import { leaveUnder, type PolicyInForce } from '#shared/model/team-policy.ts';
import type { SourceRow } from './case-operations.ts';
import type { NewEntry } from './evidence-operations.ts';

/** What of an open case labels hang on. */
export interface Labelled {
  sources(): readonly SourceRow[];
  caseValues(): Promise<ChangedValues<'case'>>;
  /** Labels that sources have of their own, by the source's key. */
  sourceLabels(): Promise<ReadonlyMap<string, Label>>;
  /** The policy of the team that narrows what may leave; null: there is none. */
  teamPolicy(): PolicyInForce | null;
  append(entry: NewEntry): Promise<string>;
}

/** The strictest label of some sources (null: of all): that of the case, or a source's own where it has one. */
export async function labelOf(
  { sources, caseValues, sourceLabels }: Omit<Labelled, 'append' | 'teamPolicy'>,
  sourceIds: readonly number[] | null,
): Promise<Label> {
  const { label = DEFAULT_LABEL } = await caseValues();
  const own = await sourceLabels();
  const chosen = sources().filter(({ id }) => sourceIds === null || sourceIds.includes(id));
  return strictest(
    chosen.map(({ key }) => own.get(key) ?? label),
    label,
  );
}

const OVERRIDE = 'override the label with a reason that goes into the journal';

/**
 * Checks that something may leave under its label and the policy of the team. With an override it leaves all the same, and the journal says who
 * wanted it and why. Throws LABEL_REFUSES, LABEL_NEEDS_MASKING.
 */
export async function mayLeave(
  labelled: Labelled,
  way: LeavingWay,
  sourceIds: readonly number[] | null,
  { masked, override }: LeaveChoice,
): Promise<void> {
  const label = await labelOf(labelled, sourceIds);
  const team = labelled.teamPolicy();
  const leave = leaveUnder(team, label, way);
  const isOfTeam = team !== null && leave !== leaveOf(label, way);
  const by = isOfTeam ? ` That is set by your team's release ${team.version}.` : '';
  if (leave === 'clear' || (leave === 'masked' && masked)) return;
  const mayOverride = !isOfTeam || team.policy.overrides;
  if (override !== null && override.trim() !== '' && mayOverride) {
    const payload = { way, label, masked, reason: override.trim() };
    await labelled.append({ kind: 'label.overridden', payload });
    return;
  }
  if (leave === 'masked') {
    throw new Failure(
      'LABEL_NEEDS_MASKING',
      `What is ${label} leaves only masked, so nothing was written. Mask it${mayOverride ? `, or ${OVERRIDE}` : ''}.${by}`,
      { way, label },
    );
  }
  throw new Failure(
    'LABEL_REFUSES',
    `What is ${label} does not leave the case in this way, so nothing was written. ${mayOverride ? `Change the label, or ${OVERRIDE}.` : 'Change the label.'}${by}`,
    { way, label },
  );
}
