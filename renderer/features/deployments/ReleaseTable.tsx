import { Select } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatRelative } from '../../ui/time.ts';
import classes from './DeploymentsScreen.module.css';
import { Difference } from './Difference.tsx';
import { releaseBy, type Board } from './use-board.ts';

/** Releases, latest first, where each is in force, and what lies between two of them. */
export function ReleaseTable({ board }: { board: Board }) {
  const { t } = useTranslation();
  const [from, setFrom] = useState<string | null>(null);
  const [to, setTo] = useState<string | null>(null);
  const choices = board.releases.map(({ releaseId, version }) => ({
    value: releaseId,
    label: version,
  }));
  const second = releaseBy(board, to);
  return (
    <section className={classes['section']}>
      <h2>{t('deployments.releases')}</h2>
      {board.releases.length === 0 && (
        <p className={classes['dim']}>{t('deployments.noReleases')}</p>
      )}
      {board.releases.length > 0 && (
        <table className={classes['rows']}>
          <thead>
            <tr>
              <th scope="col">{t('deployments.release')}</th>
              <th scope="col">{t('deployments.made')}</th>
              <th scope="col">{t('deployments.commits')}</th>
              <th scope="col">{t('deployments.inForce')}</th>
            </tr>
          </thead>
          <tbody>
            {board.releases.map(({ releaseId, version, madeAt, commits }) => (
              <tr key={releaseId}>
                <th scope="row">{version}</th>
                <td>{formatRelative(Date.parse(madeAt) * 1000)}</td>
                <td>{commits.length}</td>
                <td>
                  {board.environments
                    .filter(({ currentId }) => currentId === releaseId)
                    .map(({ name }) => name)
                    .join(', ')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {board.releases.length > 1 && (
        <>
          <h3>{t('deployments.between')}</h3>
          <div className={classes['compare']}>
            <Select label={t('deployments.from')} data={choices} value={from} onChange={setFrom} />
            <Select label={t('deployments.to')} data={choices} value={to} onChange={setTo} />
          </div>
        </>
      )}
      {second !== null && from !== null && (
        <Difference board={board} from={releaseBy(board, from)} to={second} />
      )}
    </section>
  );
}
