import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { useReports } from './reports-store.ts';
import classes from './ReportsScreen.module.css';

/** The frameworks with their stages. */
export function FrameworkList({ frameworks }: { frameworks: Output<'reports.frameworks'> }) {
  const { t } = useTranslation();
  const { chosen, choose } = useReports();
  return (
    <nav className={classes['list']} aria-label={t('reports.list')}>
      {frameworks.map((framework) => (
        <div key={framework.id} className={classes['framework']}>
          <h2 title={framework.about}>{framework.short}</h2>
          {framework.stages.map((stage) => {
            const current = chosen.framework === framework.id && chosen.stage === stage.id;
            return (
              <UnstyledButton
                key={stage.id}
                className={classes['stage']}
                aria-current={current ? 'page' : undefined}
                onClick={() => choose({ framework: framework.id, stage: stage.id })}
              >
                <span>{stage.title}</span>
                {stage.submitted > 0 && (
                  <span className={classes['sent']}>
                    {t('reports.sentTimes', { count: stage.submitted })}
                  </span>
                )}
              </UnstyledButton>
            );
          })}
        </div>
      ))}
    </nav>
  );
}
