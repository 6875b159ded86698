import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { useAction } from '../../client/index.ts';
import classes from './SourcesPanel.module.css';

/** What could not be read, each with its reason. */
export function Skipped({ skipped }: { skipped: Output<'sources.list'>['skipped'] }) {
  const { t } = useTranslation();
  const { mutate: dismiss } = useAction('sources.dismissSkipped');
  if (skipped.length === 0) return null;
  return (
    <section
      className={classes['skipped']}
      aria-label={t('sources.skipped', { count: skipped.length })}
    >
      <div className={classes['skippedHead']}>
        <strong>{t('sources.skipped', { count: skipped.length })}</strong>
        <UnstyledButton className={classes['link']} onClick={() => dismiss({})}>
          {t('sources.dismiss')}
        </UnstyledButton>
      </div>
      <ul>
        {skipped.map(({ id, path, failure }) => (
          <li key={id}>
            <span className={classes['path']}>{path}</span>
            <span className={classes['reason']}>{failure.message}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
