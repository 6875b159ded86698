import type { Deployment, Environment } from './deployment-model.ts';
import { isActive } from './machine.ts';

type Put = Pick<Deployment, 'phase' | 'kind' | 'previousId' | 'appliedAt'>;

/**
 * What was in force before a release, as its deployments to one environment tell it, latest first; null: nothing. A rollback went
 * back from what came before it: that is not gone to again.
 */
export function releaseBefore(
  releaseId: string | null,
  deployments: readonly Put[],
): string | null {
  const put = deployments.find(({ phase, kind, previousId, appliedAt }) => {
    const isOver = !isActive(phase) && appliedAt !== null;
    return isOver && kind === 'forward' && previousId !== null && previousId !== releaseId;
  });
  return put?.previousId ?? null;
}

/** What a rollback of an environment does. */
export interface WayBack {
  /** `none`: nothing was in force before. `going`: it is gone already. `ends`: what goes on ends where it is. */
  readonly is: 'open' | 'none' | 'going' | 'ends';
  /** The release that is in force then; null: none is gone to. */
  readonly toId: string | null;
}

/** What a rollback of an environment as it is does, by all deployments, latest first. */
export function wayBack(
  { environmentId, currentId, active }: Environment,
  deployments: readonly Deployment[],
): WayBack {
  if (active !== null && active.phase !== 'waiting') {
    const { kind, phase, previousId } = active;
    if (kind === 'rollback' || phase === 'rolling-back') return { is: 'going', toId: previousId };
    return { is: previousId === null ? 'ends' : 'open', toId: previousId };
  }
  const toId = releaseBefore(
    currentId,
    deployments.filter((one) => one.environmentId === environmentId && one.releaseId === currentId),
  );
  return { is: toId === null ? 'none' : 'open', toId };
}
