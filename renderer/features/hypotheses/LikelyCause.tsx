import { Button, CloseButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app/index.ts';
import { useCall } from '../../client/index.ts';
import { formatUs } from '../../ui/time.ts';
import classes from './LikelyCause.module.css';
import { compareAround } from './show-records.ts';
import { useSettled } from './use-settled.ts';

/** The likeliest cause, where an opened case is seen first. Nothing where there is none, or it was put away. */
export function LikelyCause({ casePath, zone }: { casePath: string; zone: string }) {
  const { t } = useTranslation();
  const settled = useSettled();
  const { data } = useCall('hypotheses.show', {}, { enabled: settled, keep: true });
  const [away, setAway] = useState<string | null>(null);
  const first = data?.hypotheses[0];
  const begin = first?.steps[0];
  if (first === undefined || begin === undefined || away === casePath) return null;
  return (
    <section className={classes['strip']} aria-label={t('hypotheses.likely')}>
      <span className={classes['mark']} aria-hidden="true">
        ◆
      </span>
      <span className={classes['words']}>
        <strong>{t('hypotheses.likely')}</strong>{' '}
        <span className={classes['time']}>{formatUs(begin.us, zone)}</span> {first.title}
      </span>
      <Button size="compact-xs" onClick={() => useApp.getState().go('hypotheses')}>
        {t('hypotheses.seeWhy')}
      </Button>
      <Button size="compact-xs" variant="default" onClick={() => compareAround(begin.us)}>
        {t('hypotheses.compare')}
      </Button>
      <CloseButton
        size="sm"
        aria-label={t('hypotheses.putAway')}
        onClick={() => setAway(casePath)}
      />
    </section>
  );
}
