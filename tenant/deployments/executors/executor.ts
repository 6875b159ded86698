import type {
  Artefact,
  ExecutorSettings,
  Release,
} from '../../../shared/deployments/deployment-model.ts';
import type { Load } from '../../../shared/deployments/gates.ts';
import { Failure } from '../../../shared/model/failure.ts';

/** A release that is to be in force in an environment. */
export interface Asked<K extends ExecutorSettings['kind'] = ExecutorSettings['kind']> {
  readonly settings: Extract<ExecutorSettings, { kind: K }>;
  readonly tenant: string;
  readonly environmentId: string;
  readonly environment: string;
  readonly deploymentId: string;
  readonly release: Release;
  /** Token or key of the executor; null: none was given. */
  readonly secret: string | null;
  readonly signal: AbortSignal;
}

/**
 * What really puts releases in force. `apply` comes to its end when the release is; it may be asked again for the same
 * one, after a crash, and then does what is still to be done. It throws a Failure that says what hinders it.
 */
export interface Executor<K extends ExecutorSettings['kind'] = ExecutorSettings['kind']> {
  apply(asked: Asked<K>): Promise<void>;
}

/** Executors by their kind; one that is not there is not allowed on this server. */
export type Executors = { readonly [K in ExecutorSettings['kind']]?: Executor<K> };

/** What an executor sees of a release that runs: nothing, if null. */
export type Sees = (environmentId: string, releaseId: string) => Load | null;

/** The artefact of a release that an executor is set to. Throws ARTEFACT_MISSING. */
export function artefactOf({
  release,
  settings,
}: {
  release: Release;
  settings: { artefact: string };
}): Artefact {
  const found = release.artefacts.find(({ name }) => name === settings.artefact);
  if (found !== undefined) return found;
  throw new Failure(
    'ARTEFACT_MISSING',
    `Release ${release.version} has no artefact "${settings.artefact}", which this environment deploys.`,
  );
}
