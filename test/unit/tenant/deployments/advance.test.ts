import { describe, expect, test } from 'vitest';
import type {
  Deployment,
  Environment,
  Policy,
  Release,
} from '#shared/deployments/deployment-model.ts';
import { approversOf, entryGates, type WatchFacts } from '#shared/deployments/gates.ts';
import {
  begun,
  follow,
  isActive,
  type Course,
  type Happening,
} from '#shared/deployments/machine.ts';
import { Failure } from '#shared/model/failure.ts';
import { advance, type AdvancePorts } from '../../../../tenant/deployments/advance.ts';

/** A power cut. */
class Cut extends Error {}

/** mulberry32 */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

const MEMBERS = ['ada', 'bob', 'cyd', 'dan'];
const RELEASES = ['r1', 'r2', 'r3', 'r4'];
const releaseOf = (releaseId: string): Release => ({
  releaseId,
  version: releaseId,
  artefacts: [],
  commits: [],
  madeAt: '2026-01-01T00:00:00.000Z',
});

/** One environment, what is kept of it, and what really runs there. Kept and running things outlive a power cut. */
function worldOf(seed: number) {
  const random = randomOf(seed);
  const policy: Policy = {
    production: true,
    approvals: random(3),
    stepUp: false,
    earlierFirst: false,
    noIncidents: random(2) === 0,
    observeSeconds: random(4),
    everySeconds: 1,
    failedChecks: 1 + random(2),
    healthUrl: null,
    errorRate: { times: 2, fromRequests: 10 },
    newIssues: 0,
  };
  const environment: Environment = {
    environmentId: 'production',
    name: 'production',
    position: 1,
    policy,
    executor: { kind: 'webhook', url: 'https://deploy.example' },
    currentId: null,
    since: null,
    pinned: null,
    active: null,
    paused: null,
  };
  const world = {
    random,
    environment,
    deployments: [] as Deployment[],
    /** What the switch hands over to. */
    running: null as string | null,
    now: 1_000_000_000_000,
    isFrozen: false,
    hasIncident: false,
    isHealthy: true,
    isExecutorUp: true,
    /** Steps until the power goes. */
    cutIn: Infinity,
    faults: [] as string[],
  };
  return world;
}
type World = ReturnType<typeof worldOf>;

const active = ({ deployments }: World): Deployment | undefined =>
  deployments.find(({ phase }) => isActive(phase));

function keep(world: World, happening: Happening): void {
  const before = active(world);
  if (before === undefined) return;
  const outcome = follow(before, happening, world.environment.policy, new Date(world.now));
  if (outcome === null) return;
  const after: Deployment = { ...before, ...outcome.course };
  check(world, before, after, happening);
  world.deployments = world.deployments.map((one) => (one === before ? after : one));
  const { inForce, hold } = outcome;
  const held = hold === null ? null : { reason: hold, by: 'the server', at: '' };
  world.environment = {
    ...world.environment,
    ...(inForce === 'release' ? { currentId: after.releaseId } : {}),
    ...(inForce === 'previous' ? { currentId: after.previousId } : {}),
    ...(held === null ? {} : { paused: held, pinned: held }),
  };
}

/** The rules, told once more without the machine. */
function check(world: World, before: Course, after: Course, happening: Happening): void {
  const fault = (what: string): void => void world.faults.push(what);
  if (!isActive(before.phase)) fault('something happened after the end');
  const { policy, paused, pinned } = world.environment;
  const goes = before.phase === 'waiting' && after.phase === 'applying';
  if (goes) {
    const others = new Map<string, boolean>();
    for (const { memberId, approves } of before.approvals) others.set(memberId, approves);
    others.delete(before.requestedBy);
    const yes = [...others.values()].filter(Boolean).length;
    if (yes < policy.approvals) fault('went in force without the approvals of others');
    if (paused !== null || pinned !== null) fault('went in force while promotion was paused');
    if (world.isFrozen) fault('went in force while it was frozen');
    if (policy.noIncidents && world.hasIncident) fault('went in force during an incident');
  }
  if (after.phase === 'succeeded' && after.kind === 'forward') {
    if (happening.is !== 'watched' || !world.isHealthy) fault('succeeded without being well');
  }
  if (before.phase === 'observing' && after.phase === 'cancelled')
    fault('cancelled while in force');
}

function portsOf(world: World): AdvancePorts {
  const step = (): void => {
    if (--world.cutIn < 0) throw new Cut();
  };
  return {
    async load() {
      step();
      const deployment = active(world);
      if (deployment === undefined) return null;
      const { previousId, releaseId } = deployment;
      return {
        deployment,
        environment: world.environment,
        release: releaseOf(releaseId),
        previous: previousId === null ? null : releaseOf(previousId),
      };
    },
    async look() {
      step();
      const deployment = active(world);
      if (deployment === undefined) return 'cancelled';
      const day = 86_400_000;
      const at = (ms: number): string => new Date(ms).toISOString();
      const frozen = { freezeId: 'f', environmentId: null, reason: 'feast' };
      const gates = entryGates({
        now: world.now,
        environment: world.environment,
        deployment,
        earlier: null,
        freezes: world.isFrozen
          ? [{ ...frozen, from: at(world.now - day), until: at(world.now + day) }]
          : [],
        incidents: world.hasIncident
          ? [{ incidentId: 'i', environmentId: null, title: 'fire', openedAt: at(world.now) }]
          : [],
      });
      keep(world, { is: 'looked', gates });
      step();
      return active(world)?.phase ?? 'cancelled';
    },
    async happen(happening) {
      step();
      keep(world, happening);
      // Kept, but whoever asked is not told any more.
      step();
      return active(world)?.phase ?? 'cancelled';
    },
    async watchFacts(): Promise<WatchFacts> {
      step();
      const errors = world.isHealthy ? 0 : 20;
      return { health: null, load: { requests: 20, errors }, before: null, newIssues: 0 };
    },
    async apply(_standing, { releaseId }) {
      step();
      if (!world.isExecutorUp) throw new Failure('EXECUTOR_FAILED', 'it is down');
      // The new version is started; the old one is in force.
      step();
      world.running = releaseId;
      // The new one is in force; nobody knows yet.
      step();
    },
  };
}

const ACTS: readonly ((world: World) => void)[] = [
  (world) => {
    if (active(world) !== undefined) return;
    const { random, environment } = world;
    const releaseId = RELEASES[random(RELEASES.length)] ?? 'r1';
    if (releaseId === environment.currentId) return;
    const requestedBy = MEMBERS[random(MEMBERS.length)] ?? 'ada';
    world.deployments.push({
      ...begun('forward', requestedBy, environment.currentId, null),
      deploymentId: String(world.deployments.length),
      environmentId: environment.environmentId,
      releaseId,
      requestedAt: new Date(world.now).toISOString(),
    });
  },
  ...Array.from({ length: 4 }, () => (world: World) => {
    const memberId = MEMBERS[world.random(MEMBERS.length)] ?? 'ada';
    keep(world, { is: 'judged', memberId, approves: world.random(12) > 0 });
  }),
  (world) => {
    if (world.random(6) === 0) keep(world, { is: 'cancelled', why: 'changed my mind' });
  },
  (world) => {
    if (world.random(4) === 0) keep(world, { is: 'taken-back', why: 'it looks bad' });
  },
  (world) => {
    // A rollback of what is in force, as a person asks for it when nothing goes on.
    const { environment, deployments, random } = world;
    const put = deployments.findLast(
      ({ phase, releaseId }) => phase === 'succeeded' && releaseId === environment.currentId,
    );
    const before = put?.kind === 'forward' ? put.previousId : null;
    if (active(world) !== undefined || before === null || random(3) > 0) return;
    world.deployments.push({
      ...begun('rollback', 'ada', environment.currentId, 'it was bad after all'),
      deploymentId: String(deployments.length),
      environmentId: environment.environmentId,
      releaseId: before,
      requestedAt: new Date(world.now).toISOString(),
    });
  },
  (world) => {
    const paused = world.random(4) === 0 ? { reason: 'wait', by: 'ada', at: '' } : null;
    world.environment = { ...world.environment, paused, pinned: null };
  },
  (world) => void (world.isFrozen = world.random(4) === 0),
  (world) => void (world.hasIncident = world.random(4) === 0),
  (world) => void (world.isHealthy = world.random(3) > 0),
  (world) => void (world.isExecutorUp = world.random(4) > 0),
];

/** Moves on; a power cut ends it anywhere, and the next begins anew with what is kept. */
async function moved(world: World): Promise<void> {
  try {
    await advance(portsOf(world));
  } catch (error) {
    if (!(error instanceof Cut)) throw error;
  }
  world.cutIn = Infinity;
}

async function lived(seed: number): Promise<World> {
  const world = worldOf(seed);
  const { random } = world;
  for (let n = 0; n < 60; n++) {
    ACTS[random(ACTS.length)]?.(world);
    for (let m = random(4); m > 0; m--) {
      if (random(3) === 0) world.cutIn = random(6);
      await moved(world);
      world.now += 400 + random(900);
    }
  }
  return world;
}

describe('a thousand lives of an environment, with power cuts at any step', () => {
  test('nothing is in force against the rules, and what is begun comes to a whole end', async () => {
    const ends = new Map<string, number>();
    for (let seed = 1; seed <= 1000; seed++) {
      const world = await lived(seed);
      // Then all is quiet: what goes on comes to its end.
      world.isExecutorUp = true;
      world.isHealthy = seed % 2 === 0;
      for (let n = 0; n < 30; n++) {
        await moved(world);
        world.now += 1000;
      }
      const told = `seed ${seed}`;
      expect([told, world.faults]).toEqual([told, []]);
      const { deployments, environment, running } = world;
      const going = deployments.filter(({ phase }) => isActive(phase));
      expect([told, going.filter(({ phase }) => phase !== 'waiting')]).toEqual([told, []]);
      // What is said to be in force is what runs; but for a first release that failed before anything was known of it.
      const failed = deployments.findLast(
        ({ phase }) => phase !== 'waiting' && phase !== 'cancelled',
      );
      if (failed?.phase !== 'failed')
        expect([told, environment.currentId]).toEqual([told, running]);
      for (const { phase } of deployments) ends.set(phase, (ends.get(phase) ?? 0) + 1);
    }
    // The lives have seen every end.
    for (const phase of ['succeeded', 'rolled-back', 'failed', 'cancelled']) {
      expect(ends.get(phase)).toBeGreaterThan(100);
    }
  });

  test('after a rollback promotion is paused and the version is pinned, until somebody resumes', async () => {
    let seen = 0;
    for (let seed = 1; seed <= 300; seed++) {
      const world = worldOf(seed);
      world.environment = {
        ...world.environment,
        currentId: 'r1',
        policy: { ...world.environment.policy, approvals: 0 },
      };
      world.running = 'r1';
      world.isHealthy = false;
      world.deployments.push({
        ...begun('forward', 'ada', 'r1', null),
        deploymentId: 'd',
        environmentId: 'production',
        releaseId: 'r2',
        requestedAt: new Date(world.now).toISOString(),
      });
      for (let n = 0; n < 20; n++) {
        if (world.random(3) === 0) world.cutIn = world.random(6);
        await moved(world);
        world.now += 1000;
      }
      const [deployment] = world.deployments;
      expect(deployment?.phase).toBe('rolled-back');
      expect([world.running, world.environment.currentId]).toEqual(['r1', 'r1']);
      expect(world.environment.pinned?.reason).toContain('requests failed');
      expect(world.environment.paused).toEqual(world.environment.pinned);
      seen++;
    }
    expect(seen).toBe(300);
  });
});

test("a member's last word counts, and never the word of who asked", () => {
  const at = '2026-01-01T00:00:00.000Z';
  const said = (memberId: string, approves: boolean) => ({ memberId, approves, at });
  const approvals = [said('ada', true), said('bob', true), said('cyd', true), said('bob', false)];
  expect(approversOf({ requestedBy: 'ada', approvals })).toEqual(['cyd']);
});
