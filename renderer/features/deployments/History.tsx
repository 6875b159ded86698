import { UnstyledButton } from '@mantine/core';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall } from '../../client/index.ts';
import { formatRelative } from '../../ui/time.ts';
import classes from './DeploymentsScreen.module.css';
import { releaseBy, type Board } from './use-board.ts';

const SHOWN = 30;

/** What was deployed, latest first; one that is chosen tells its steps. */
export function History({ board }: { board: Board }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string | null>(null);
  const nameOf = (id: string): string =>
    board.environments.find(({ environmentId }) => environmentId === id)?.name ?? '';
  if (board.deployments.length === 0) return null;
  return (
    <section className={classes['section']}>
      <h2>{t('deployments.history')}</h2>
      <table className={classes['rows']}>
        <tbody>
          {board.deployments.slice(0, SHOWN).map((one) => (
            <Fragment key={one.deploymentId}>
              <tr>
                <th scope="row">
                  <UnstyledButton
                    className={classes['link']}
                    aria-expanded={chosen === one.deploymentId}
                    onClick={() => setChosen(chosen === one.deploymentId ? null : one.deploymentId)}
                  >
                    {releaseBy(board, one.releaseId)?.version ?? one.releaseId} →{' '}
                    {nameOf(one.environmentId)}
                  </UnstyledButton>
                </th>
                <td>{t(`deployments.phase.${one.phase}`)}</td>
                <td>{formatRelative(Date.parse(one.requestedAt) * 1000)}</td>
                <td>{one.why}</td>
              </tr>
              {chosen === one.deploymentId && (
                <tr>
                  <td colSpan={4}>
                    <Steps board={board} deploymentId={one.deploymentId} />
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Steps({ board, deploymentId }: { board: Board; deploymentId: string }) {
  const { t } = useTranslation();
  const { data: events = [] } = useCall('deployments.events', { deploymentId }, { keep: true });
  return (
    <ol className={classes['steps']}>
      {events.map(({ seq, at, by, what }) => (
        <li key={seq}>
          <span className={classes['dim']}>{at.slice(0, 19).replace('T', ' ')}</span>{' '}
          {by === null ? t('deployments.server') : (board.people[by] ?? by)}: {what}
        </li>
      ))}
    </ol>
  );
}
