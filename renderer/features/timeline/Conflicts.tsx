import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import classes from './TimelineScreen.module.css';

/** What two people changed apart, until somebody settles it. Nothing where there is none. */
export function Conflicts() {
  const { t } = useTranslation();
  const { data: conflicts } = useCall('evidence.conflicts', {}, { keep: true });
  const settle = useAction('evidence.settle');
  if (conflicts === undefined || conflicts.length === 0) return null;
  return (
    <section className={classes['conflicts']} aria-label={t('timeline.conflicts.title')}>
      <h3 className={classes['heading']}>{t('timeline.conflicts.title')}</h3>
      {conflicts.map(({ entity, field, inForce, kept }) => (
        <div key={`${kept.entry} ${field ?? ''}`} className={classes['conflict']}>
          <div>
            {field === null
              ? t('timeline.conflicts.removed', { author: kept.author, other: inForce.author })
              : t('timeline.conflicts.changed', { what: `${entity} · ${field}` })}
          </div>
          {field !== null && (
            <>
              <div>
                <strong>{inForce.author}</strong>: {shown(inForce.value)}
              </div>
              <div>
                <strong>{kept.author}</strong>: {shown(kept.value)}
              </div>
            </>
          )}
          <Group gap={4}>
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => settle.mutate({ entry: kept.entry, field, take: false })}
            >
              {t('timeline.conflicts.keep', { author: inForce.author })}
            </Button>
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => settle.mutate({ entry: kept.entry, field, take: true })}
            >
              {t('timeline.conflicts.take', { author: kept.author })}
            </Button>
          </Group>
        </div>
      ))}
      <FailureNotice failure={settle.error} />
    </section>
  );
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
