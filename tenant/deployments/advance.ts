import type {
  Deployment,
  Phase,
  Environment,
  Release,
} from '../../shared/deployments/deployment-model.ts';
import { watchGates, type WatchFacts } from '../../shared/deployments/gates.ts';
import type { Happening } from '../../shared/deployments/machine.ts';
import { Failure } from '../../shared/model/failure.ts';

/** A deployment with what it is about. */
export interface Standing {
  readonly deployment: Deployment;
  readonly environment: Environment;
  readonly release: Release;
  /** What was in force before; null: nothing. */
  readonly previous: Release | null;
}

/** What moving a deployment on needs. Each may be broken off at any moment, and is asked again then. */
export interface AdvancePorts {
  /** Null: there is no such deployment. */
  load(): Promise<Standing | null>;
  /** Looks at the gates before it goes in force and keeps what comes of it, in one transaction; gives the phase then. */
  look(): Promise<Phase>;
  /** Keeps what happened and what that makes of the environment, in one transaction; gives the phase then. */
  happen(happening: Happening): Promise<Phase>;
  watchFacts(standing: Standing): Promise<WatchFacts>;
  /** Puts a release in force, or finds that it is. Throws a Failure that says what hinders it. */
  apply(standing: Standing, release: Release): Promise<void>;
}

const SOON_MS = 500;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Moves a deployment on by one step: what is to be done is kept before it is done, and what it came to afterwards, so
 * that whoever comes after a crash does the same step again. Gives after how long to come back, ms; null: it has ended.
 */
export async function advance(ports: AdvancePorts): Promise<number | null> {
  const standing = await ports.load();
  if (standing === null) return null;
  const { deployment, environment, release, previous } = standing;
  switch (deployment.phase) {
    case 'waiting':
      return (await ports.look()) === 'waiting' ? SOON_MS : 0;
    case 'applying': {
      const why = await hindrance(() => ports.apply(standing, release));
      await ports.happen(why === null ? { is: 'applied' } : { is: 'not-applied', why });
      return why === null ? 0 : pauseAfter(deployment.tries);
    }
    case 'observing': {
      const gates = watchGates(environment.policy, await ports.watchFacts(standing));
      const phase = await ports.happen({ is: 'watched', gates });
      return phase === 'observing' ? environment.policy.everySeconds * 1000 : 0;
    }
    case 'rolling-back': {
      if (previous === null) return null;
      const why = await hindrance(() => ports.apply(standing, previous));
      await ports.happen(why === null ? { is: 'back' } : { is: 'not-back', why });
      return why === null ? 0 : pauseAfter(deployment.tries);
    }
    default:
      return null;
  }
}

const pauseAfter = (tries: number): number => Math.min(LONGEST_PAUSE_MS, SOON_MS * 2 ** tries);

/** What hindered it, in words; null: nothing. */
async function hindrance(work: () => Promise<void>): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
}
