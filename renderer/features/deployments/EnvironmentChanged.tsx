import { useTranslation } from 'react-i18next';
import type { ContractFailure } from '../../client/index.ts';
import { ChangedNotice, type Meaning } from '../tenant/index.ts';
import { releaseBy, type Board, type Environment } from './use-board.ts';

interface Props {
  readonly board: Board;
  readonly failure: ContractFailure | null;
  /** The environment as it was to be; null: something was to be done in it. */
  readonly wants: Environment | null;
  /** What it does to the environment as it is now; null: what it does to any. */
  meaning?(now: Environment): Meaning | null;
  write(now: Environment, wanted: Environment): void;
  take(): void;
}

/** Told as one: who did what, or what goes on. */
const WHOLE = ['pinned', 'paused', 'active'];

/** Says that an environment is another one now than it was when a change of it, or what was to be done in it, was begun. */
export function EnvironmentChanged({ board, ...rest }: Props) {
  const { t } = useTranslation();
  const version = (id: string): string => releaseBy(board, id)?.version ?? id;
  const label = (part: string): string | null => {
    const [first = '', second = ''] = part.split('.');
    if (first === 'name') return t('deployments.form.name');
    if (first === 'currentId') return t('deployments.changed.inForce');
    if (WHOLE.includes(first)) return t(`deployments.changed.${first}`);
    if (first === 'policy') return t(`deployments.form.policy.${second}`);
    if (first !== 'executor') return null;
    return t(second === 'kind' ? 'deployments.form.kind' : `deployments.form.field.${second}`);
  };
  const show = (part: string, value: unknown): string | null => {
    if (typeof value === 'string') {
      if (part === 'currentId') return version(value);
      return part === 'executor.kind' ? t(`deployments.form.kinds.${value}`) : null;
    }
    if (value === null) return null;
    if (part === 'active') {
      const { releaseId, phase, requestedBy } = value as NonNullable<Environment['active']>;
      return t('deployments.changed.goesOn', {
        version: version(releaseId),
        phase: t(`deployments.phase.${phase}`),
        name: board.people[requestedBy] ?? requestedBy,
      });
    }
    if (!WHOLE.includes(part)) return null;
    const { by, reason } = value as NonNullable<Environment['paused']>;
    return t('deployments.heldBy', { by, reason });
  };
  return <ChangedNotice<Environment> {...rest} {...{ label, show }} whole={WHOLE} />;
}

/** Says that something is not done while a deployment goes on. */
export function useNeedsIdle(): (now: Environment) => Meaning | null {
  const { t } = useTranslation();
  return ({ name, active }) =>
    active && { said: t('deployments.changed.busy', { name }), isPossible: false };
}
