import type { Environment } from './deployment-model.ts';

type Standing = Pick<Environment, 'position' | 'executor'>;

/**
 * The environment that releases come from to another; null: it is the first. What desktops follow and what runs elsewhere
 * are two orders: a release is never meant for both.
 */
export function environmentBefore<E extends Standing>(
  environments: readonly E[],
  { position, executor }: Standing,
): E | null {
  const isForDesktops = executor.kind === 'desktops';
  const earlier = environments.filter(
    (one) => one.position < position && (one.executor.kind === 'desktops') === isForDesktops,
  );
  return earlier.toSorted((a, b) => a.position - b.position).at(-1) ?? null;
}
