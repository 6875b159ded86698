import { useTranslation } from 'react-i18next';
import type { ContractFailure } from '../../client/index.ts';
import { ChangedNotice } from '../tenant/index.ts';
import { releaseBy, type Board, type Environment } from './use-board.ts';

interface Props {
  readonly board: Board;
  readonly failure: ContractFailure | null;
  /** The environment as it was to be; null: something was to be done in it. */
  readonly wants: Environment | null;
  write(now: Environment, wanted: Environment): void;
  take(): void;
}

/** Says that an environment is another one now than it was when a change of it, or what was to be done in it, was begun. */
export function EnvironmentChanged({ board, failure, wants, write, take }: Props) {
  const { t } = useTranslation();
  const label = (part: string): string | null => {
    const [first = '', second = ''] = part.split('.');
    if (first === 'name') return t('deployments.form.name');
    if (first === 'currentId') return t('deployments.changed.inForce');
    if (first === 'pinned' || first === 'paused') return t(`deployments.changed.${first}`);
    if (first === 'policy') return t(`deployments.form.policy.${second}`);
    if (first !== 'executor') return null;
    return t(second === 'kind' ? 'deployments.form.kind' : `deployments.form.field.${second}`);
  };
  const show = (part: string, value: unknown): string | null => {
    if (typeof value === 'string') {
      if (part === 'currentId') return releaseBy(board, value)?.version ?? value;
      return part === 'executor.kind' ? t(`deployments.form.kinds.${value}`) : null;
    }
    if (value === null || (part !== 'pinned' && part !== 'paused')) return null;
    const { by, reason } = value as NonNullable<Environment['paused']>;
    return t('deployments.heldBy', { by, reason });
  };
  return <ChangedNotice<Environment> {...{ failure, wants, label, show, write, take }} />;
}
