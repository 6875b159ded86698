import { useTranslation } from 'react-i18next';
import { compareReleases } from '#shared/deployments/compare-releases.ts';
import classes from './DeploymentsScreen.module.css';
import type { Board, Release } from './use-board.ts';

interface Props {
  readonly board: Board;
  /** Null: nothing is there. */
  readonly from: Release | null;
  readonly to: Release;
}

const SHOWN = 20;
const short = (digest: string | null): string => digest?.slice(7, 19) ?? '-';

/** What changes when one release takes the place of another: commits that come or go, artefacts by their digests. */
export function Difference({ board, from, to }: Props) {
  const { t } = useTranslation();
  const { way, commits, artefacts } = compareReleases(board.releases, from, to);
  return (
    <div className={classes['difference']}>
      <p>
        {from?.version ?? t('deployments.nothing')} → {to.version}:{' '}
        {t(way === 'back' ? 'deployments.commitsGo' : 'deployments.commitsCome', {
          count: commits.length,
        })}
      </p>
      <ul>
        {commits.slice(0, SHOWN).map(({ id, title, author }) => (
          <li key={id}>
            <span aria-hidden="true">{way === 'back' ? '−' : '+'}</span>{' '}
            <code>{id.slice(0, 8)}</code> {title}
            {author !== undefined && <span className={classes['dim']}> {author}</span>}
          </li>
        ))}
      </ul>
      {commits.length > SHOWN && (
        <p className={classes['dim']}>{t('deployments.more', { count: commits.length - SHOWN })}</p>
      )}
      {artefacts.map(({ name, before, after }) => (
        <p key={name}>
          {name} <code>{short(before)}</code> → <code>{short(after)}</code>
        </p>
      ))}
    </div>
  );
}
