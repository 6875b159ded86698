import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatRelative } from '../../ui/time.ts';
import classes from './DeploymentsScreen.module.css';
import { Difference } from './Difference.tsx';
import { EnvironmentChanged } from './EnvironmentChanged.tsx';
import { ReasonDialog } from './ReasonDialog.tsx';
import { activeIn, releaseBy, useBoardAction, type Board, type Environment } from './use-board.ts';

interface Props {
  readonly board: Board;
  readonly environment: Environment;
  onClose(): void;
}

/** Shows what a rollback changes and what else it stops, before it is done. */
export function RollBackDialog({ board: live, environment: now, onClose }: Props) {
  const { t } = useTranslation();
  // As she reads it, also while the board goes on: what a rollback goes back to depends on what is in force.
  const [board] = useState(live);
  const [environment] = useState(now);
  const { environmentId, name, policy, currentId, since } = environment;
  const rollBack = useBoardAction('deployments.rollBack', onClose);
  const active = activeIn(board, environment);
  const current = releaseBy(board, currentId);
  const isPut = active !== null && active.phase !== 'waiting';
  const put = board.deployments.find(
    (one) =>
      one.environmentId === environmentId &&
      one.releaseId === currentId &&
      one.kind === 'forward' &&
      one.appliedAt !== null,
  );
  const to = releaseBy(board, (isPut ? active.previousId : put?.previousId) ?? null);
  return (
    <ReasonDialog
      title={t('deployments.rollBackOf', { name })}
      button={t('deployments.rollBackNow', { name })}
      confirm={policy.production ? name : null}
      danger
      disabled={to === null && !isPut}
      isPending={rollBack.isPending}
      failure={rollBack.error}
      onClose={onClose}
      onDone={(why) => rollBack.mutate({ was: environment, ...why })}
      renderChanged={(why) => (
        <EnvironmentChanged
          board={live}
          failure={rollBack.error}
          wants={null}
          write={(was) => rollBack.mutate({ was, ...why })}
          take={onClose}
        />
      )}
    >
      {to === null ? (
        <p>{t(isPut ? 'deployments.nothingBeforeEnds' : 'deployments.nothingBefore')}</p>
      ) : (
        <Difference board={board} from={current} to={to} />
      )}
      {(to !== null || isPut) && (
        <ul className={classes['radius']}>
          {current !== null && since !== null && (
            <li>
              {t('deployments.radius.since', {
                version: current.version,
                ago: formatRelative(Date.parse(since) * 1000),
              })}
            </li>
          )}
          {active !== null && (
            <li>
              {t('deployments.radius.ends', {
                version: releaseBy(board, active.releaseId)?.version ?? '',
              })}
            </li>
          )}
          <li>{t('deployments.radius.pins', { name })}</li>
          <li>{t('deployments.radius.gates')}</li>
        </ul>
      )}
    </ReasonDialog>
  );
}
