import { SegmentedControl, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LABELS } from '#shared/model/label.ts';
import { ALLOWANCES, type ProviderPolicy } from '#shared/model/provider.ts';
import { narrowedPolicy } from '#shared/model/team-policy.ts';
import { useAction } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { useTeamPolicy } from '../../ui/use-team-policy.ts';
import classes from './ProviderSettings.module.css';

/** Which providers may be asked about what a label protects. */
export function PolicyForm({ policy }: { policy: ProviderPolicy }) {
  const { t } = useTranslation();
  const set = useAction('providers.setPolicy');
  const team = useTeamPolicy();
  const narrowed = narrowedPolicy(policy, team);
  return (
    <section aria-label={t('providers.policy')}>
      <h3 className={classes['heading']}>{t('providers.policy')}</h3>
      {LABELS.map((label) => (
        <div key={label} className={classes['row']}>
          <span>{t(`providers.labels.${label}`)}</span>
          {team !== null && narrowed[label] !== policy[label] && (
            <Text size="xs" c="var(--level-warning)">
              {t('providers.narrowed', {
                allowance: t(`providers.allowances.${narrowed[label]}`),
                version: team.version,
              })}
            </Text>
          )}
          <SegmentedControl
            size="xs"
            ms="auto"
            aria-label={t(`providers.labels.${label}`)}
            value={policy[label]}
            onChange={(value) => {
              const allowance = ALLOWANCES.find((known) => known === value);
              if (allowance !== undefined) {
                set.mutate({ policy: { ...policy, [label]: allowance } });
              }
            }}
            data={ALLOWANCES.map((value) => ({ value, label: t(`providers.allowances.${value}`) }))}
          />
        </div>
      ))}
      <FailureNotice failure={set.error} />
    </section>
  );
}
