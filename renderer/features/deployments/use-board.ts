import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Input, Output } from '#shared/contract/index.ts';
import { isActive } from '#shared/deployments/machine.ts';
import { useCall, useClient, type ContractFailure } from '../../client/index.ts';

export type Board = Output<'deployments.board'>;
export type Environment = Board['environments'][number];
export type Release = Board['releases'][number];
export type Freeze = Board['freezes'][number];
export type Deployment = Board['deployments'][number];

/** The board is looked at again this often while it is seen. */
const EVERY_MS = 2_000;

/** What is where, kept up to date while it is shown. */
export function useBoard(enabled: boolean) {
  return useCall('deployments.board', {}, { keep: true, enabled, everyMs: EVERY_MS });
}

type Acts =
  | 'deployments.deploy'
  | 'deployments.rollBack'
  | 'deployments.judge'
  | 'deployments.cancel'
  | 'deployments.hold'
  | 'deployments.openIncident'
  | 'deployments.closeIncident'
  | 'deployments.setFreeze'
  | 'deployments.overrideFreeze'
  | 'deployments.setEnvironment';

/** Something that changes the board, which is looked at again at once: `done` is called when what she did stands on it. */
export function useBoardAction<N extends Acts>(name: N, done?: () => void) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation<Output<N>, ContractFailure, Input<N>>({
    mutationFn: (input) => client.call(name, input),
    // A secret of an executor is not kept once the answer is there.
    gcTime: 0,
    // What began meanwhile may be of a release that this board has not seen yet.
    onError: ({ code }) => {
      if (code === 'CHANGED_MEANWHILE') {
        void queries.invalidateQueries({ queryKey: ['deployments.board'] });
      }
    },
    onSuccess: async () => {
      void queries.invalidateQueries({ queryKey: ['deployments.events'] });
      // Else what she does next would be told that somebody, she herself, has changed it meanwhile.
      await queries.invalidateQueries({ queryKey: ['deployments.board'] });
      done?.();
    },
  });
}

/** Name of an environment by its id; null: all, or one that is not there. */
export function environmentName({ environments }: Board, id: string | null): string | null {
  return environments.find(({ environmentId }) => environmentId === id)?.name ?? null;
}

/** A release by its id; null: there is none, or it is too old to be shown. */
export function releaseBy({ releases }: Board, id: string | null): Release | null {
  return releases.find(({ releaseId }) => releaseId === id) ?? null;
}

/** What goes on in an environment; null: nothing. */
export function activeIn(
  { deployments }: Board,
  { environmentId }: Environment,
): Deployment | null {
  return (
    deployments.find((one) => one.environmentId === environmentId && isActive(one.phase)) ?? null
  );
}
