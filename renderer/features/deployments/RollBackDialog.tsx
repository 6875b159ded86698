import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { wayBack, type WayBack } from '#shared/deployments/way-back.ts';
import { formatRelative } from '../../ui/time.ts';
import type { Meaning } from '../tenant/index.ts';
import classes from './DeploymentsScreen.module.css';
import { Difference } from './Difference.tsx';
import { EnvironmentChanged } from './EnvironmentChanged.tsx';
import { ReasonDialog } from './ReasonDialog.tsx';
import { releaseBy, useBoardAction, type Board, type Environment } from './use-board.ts';

interface Props {
  readonly board: Board;
  readonly environment: Environment;
  onClose(): void;
}

const canGo = ({ is }: WayBack): boolean => is === 'open' || is === 'ends';

/** Shows what a rollback changes and what else it stops, before it is done. */
export function RollBackDialog({ board: live, environment: now, onClose }: Props) {
  const { t } = useTranslation();
  // As she reads it, also while the board goes on: what a rollback goes back to depends on what is in force.
  const [board] = useState(live);
  const [environment] = useState(now);
  const { name, policy, currentId, since, active } = environment;
  const rollBack = useBoardAction('deployments.rollBack', onClose);
  const current = releaseBy(board, currentId);
  const way = wayBack(environment, board.deployments);
  const to = releaseBy(board, way.toId);
  const version = (id: string | null): string => releaseBy(live, id)?.version ?? id ?? '';
  const saidOf = ({ is, toId }: WayBack): string =>
    ({
      none: t('deployments.nothingBefore'),
      ends: t('deployments.nothingBeforeEnds'),
      going: t('deployments.changed.going', { name, version: version(toId) }),
      open: t('deployments.changed.backTo', { name, version: version(toId) }),
    })[is];
  /** What it comes to when it is done to what is there now. */
  const meaning = (then: Environment): Meaning => {
    const wayNow = wayBack(then, live.deployments);
    const isPossible = canGo(wayNow);
    const ends = isPossible ? then.active : null;
    const first = ends && t('deployments.radius.ends', { version: version(ends.releaseId) });
    return { said: [first, saidOf(wayNow)].filter(Boolean).join(' '), isPossible };
  };
  return (
    <ReasonDialog
      title={t('deployments.rollBackOf', { name })}
      button={t('deployments.rollBackNow', { name })}
      confirm={policy.production ? name : null}
      danger
      disabled={!canGo(way)}
      isPending={rollBack.isPending}
      failure={rollBack.error}
      onClose={onClose}
      onDone={(why) => rollBack.mutate({ was: environment, ...why })}
      renderChanged={(why) => (
        <EnvironmentChanged
          board={live}
          failure={rollBack.error}
          wants={null}
          meaning={meaning}
          write={(was) => rollBack.mutate({ was, ...why })}
          take={onClose}
        />
      )}
    >
      {way.is === 'open' && to !== null ? (
        <Difference board={board} from={current} to={to} />
      ) : (
        <p>{saidOf(way)}</p>
      )}
      {canGo(way) && (
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
