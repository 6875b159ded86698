import type {
  Deployment,
  Environment,
  Freeze,
  Gate,
  Incident,
  Policy,
} from './deployment-model.ts';

/** Requests and those of them that failed. */
export interface Load {
  readonly requests: number;
  readonly errors: number;
}

/** What is known when it is decided whether something may go in force. */
export interface EntryFacts {
  readonly now: number;
  readonly environment: Pick<Environment, 'environmentId' | 'paused' | 'pinned' | 'policy'>;
  readonly deployment: Pick<Deployment, 'approvals' | 'requestedBy'>;
  /** Name of the environment before this one, and whether the release succeeded there; null: this is the first. */
  readonly earlier: { readonly name: string; readonly succeeded: boolean } | null;
  readonly freezes: readonly Freeze[];
  readonly incidents: readonly Incident[];
}

/** What is known of a release that is watched. */
export interface WatchFacts {
  /** What the health address answered; null: none is asked. */
  readonly health: { readonly ok: boolean; readonly said: string } | null;
  readonly load: Load;
  /** Of the release before; null: nothing is known of it. */
  readonly before: Load | null;
  readonly newIssues: number;
}

/** Fewer errors than this share are never too many: of a release without any, one would be endlessly more. */
const HARMLESS_RATE = 0.01;

/** What must hold before a release goes in force. It may when every gate is open. */
export function entryGates(facts: EntryFacts): Gate[] {
  const { environment, earlier, freezes, incidents, now } = facts;
  const { policy, environmentId } = environment;
  const gates: Gate[] = [pausedGate(environment)];
  if (policy.earlierFirst && earlier !== null) {
    gates.push(
      earlier.succeeded
        ? { gate: 'earlier', is: 'open', said: `It succeeded in ${earlier.name}.` }
        : { gate: 'earlier', is: 'closed', said: `It has not succeeded in ${earlier.name} yet.` },
    );
  }
  const isHere = (id: string | null): boolean => id === null || id === environmentId;
  const frozen = freezes.find(
    ({ environmentId: of, from, until }) =>
      isHere(of) && Date.parse(from) <= now && now < Date.parse(until),
  );
  gates.push(
    frozen === undefined
      ? { gate: 'freeze', is: 'open', said: 'Nothing is frozen now.' }
      : { gate: 'freeze', is: 'closed', said: `Frozen until ${frozen.until}: ${frozen.reason}` },
  );
  if (policy.noIncidents) {
    const open = incidents.filter(({ environmentId: of }) => isHere(of));
    gates.push(
      open.length === 0
        ? { gate: 'incidents', is: 'open', said: 'No incident is open.' }
        : {
            gate: 'incidents',
            is: 'closed',
            said: `Open: ${open.map(({ title }) => title).join(', ')}`,
          },
    );
  }
  gates.push(approvalGate(facts.deployment, policy));
  return gates;
}

function pausedGate({ paused, pinned }: EntryFacts['environment']): Gate {
  const held = paused ?? pinned;
  return held === null
    ? { gate: 'paused', is: 'open', said: 'Promotion is not paused.' }
    : { gate: 'paused', is: 'closed', said: `Paused by ${held.by}: ${held.reason}` };
}

/** Members who approved, without who asked; a member's last word counts. */
export function approversOf({
  approvals,
  requestedBy,
}: Pick<Deployment, 'approvals' | 'requestedBy'>): string[] {
  const last = new Map(approvals.map(({ memberId, approves }) => [memberId, approves]));
  return [...last].flatMap(([id, approves]) => (approves && id !== requestedBy ? [id] : []));
}

function approvalGate(deployment: EntryFacts['deployment'], { approvals }: Policy): Gate {
  const have = approversOf(deployment).length;
  const said = `${have} of ${approvals} approvals by others.`;
  return { gate: 'approvals', is: have >= approvals ? 'open' : 'waiting', said };
}

/** What is looked at while a release is watched. One that is closed counts against it. */
export function watchGates(
  policy: Policy,
  { health, load, before, newIssues }: WatchFacts,
): Gate[] {
  const gates: Gate[] = [];
  if (health !== null) {
    gates.push({ gate: 'health', is: health.ok ? 'open' : 'closed', said: health.said });
  }
  if (policy.errorRate !== null) gates.push(rateGate(policy.errorRate, load, before));
  if (policy.newIssues !== null) {
    const said = `${newIssues} new issues; ${policy.newIssues} are let pass.`;
    gates.push({ gate: 'new-issues', is: newIssues <= policy.newIssues ? 'open' : 'closed', said });
  }
  return gates;
}

function rateGate(
  { times, fromRequests }: NonNullable<Policy['errorRate']>,
  load: Load,
  before: Load | null,
): Gate {
  if (load.requests < fromRequests) {
    const said = `${load.requests} requests; it is judged from ${fromRequests} on.`;
    return { gate: 'error-rate', is: 'waiting', said };
  }
  const rate = rateOf(load);
  const most = Math.max(HARMLESS_RATE, times * (before === null ? 0 : rateOf(before)));
  const said = `${percent(rate)} of ${load.requests} requests failed; ${percent(most)} are let pass.`;
  return { gate: 'error-rate', is: rate <= most ? 'open' : 'closed', said };
}

const rateOf = ({ requests, errors }: Load): number => (requests === 0 ? 0 : errors / requests);
const percent = (rate: number): string => `${(100 * rate).toFixed(1)} %`;
