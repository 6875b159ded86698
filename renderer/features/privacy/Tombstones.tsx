import { useTranslation } from 'react-i18next';
import type { CaseKeeping } from './case-privacy.ts';
import classes from './DataMapScreen.module.css';

/** What was taken out of the case: all that is left of it. */
export function Tombstones({ erasures }: Pick<CaseKeeping, 'erasures'>) {
  const { t } = useTranslation();
  return (
    <section className={classes['form']} aria-label={t('privacy.tombstones')}>
      <h2 className={classes['title']}>{t('privacy.tombstones')}</h2>
      {erasures.length === 0 && <p className={classes['hint']}>{t('privacy.noTombstones')}</p>}
      <ol className={classes['counts']}>
        {erasures.toReversed().map((erasure) => {
          const { entry, what, reason, author, at, places, sources, entries, originals } = erasure;
          return (
            <li key={entry}>
              <span className={classes['facts']}>
                {at.slice(0, 19).replace('T', ' ')} UTC · {author}
              </span>
              <div>{t(`privacy.tombstone.${what}`, { places, sources, entries, originals })}</div>
              <div>{reason}</div>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
