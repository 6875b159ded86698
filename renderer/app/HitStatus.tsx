import { UnstyledButton } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall, useConnection } from '../client/index.ts';
import { useExplore } from '../features/explore/explore-store.ts';
import { useRules } from '../features/rules/rules-store.ts';
import { formatNumber } from '../ui/number.ts';
import { useApp } from './app-store.ts';
import classes from './StatusBar.module.css';

/** How many rules found something in the case; a click shows which. Says it when rules find something by themselves. */
export function HitStatus({ inCase }: { inCase: boolean }) {
  const { t } = useTranslation();
  const go = useApp((app) => app.go);
  const { data } = useCall('rules.results', {}, { enabled: inCase, keep: true });
  useHitNotices();
  const hits = inCase ? (data?.hits ?? []) : [];
  if (hits.length === 0) return null;
  return (
    <UnstyledButton
      className={classes['link']}
      onClick={() => {
        useRules.getState().set({ hitsOnly: true });
        go('rules');
      }}
    >
      {t('rules.status', { count: hits.length, formatted: formatNumber(hits.length) })}
    </UnstyledButton>
  );
}

function useHitNotices(): void {
  const { t } = useTranslation();
  const fresh = useConnection((connection) => connection.freshHits);
  useEffect(() => {
    if (fresh === null) return;
    const { title, level, query, rules, records } = fresh;
    const text = t(rules > 1 ? 'rules.foundMore' : 'rules.found', {
      count: rules - 1,
      level: level === null ? '' : `${t(`rules.levels.${level}`)}: `,
      title,
      records,
      others: formatNumber(rules - 1),
    });
    const show = (): void => {
      useExplore.getState().ask({ query, range: { fromUs: null, toUs: null } });
      useApp.getState().go('explore');
    };
    const action = { title: t('rules.showRecords'), run: show };
    useApp.getState().notify({ kind: 'info', text, action });
  }, [fresh, t]);
}
