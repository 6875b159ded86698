import type { Environment } from './deployment-model.ts';

/**
 * What of an environment a change of it, or what is done in it, depends on: a tag of it is taken for one of the whole. While a
 * release is put in force and watched it is the same, whatever step that is at: a rollback is urgent and comes to the same, so
 * it is not refused because of what nobody did. That one waits, or is rolled back already, is another thing.
 */
export function taggedOf(environment: Environment): Environment {
  const { active } = environment;
  if (active?.phase !== 'applying' && active?.phase !== 'observing') return environment;
  return {
    ...environment,
    currentId: active.previousId,
    since: null,
    active: { ...active, phase: 'applying' },
  };
}
