import { NumberInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { BudgetLimits } from '#shared/model/provider.ts';
import { useAction } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import classes from './ProviderSettings.module.css';

const LIMITS = ['caseTokens', 'caseMoney', 'monthTokens', 'monthMoney'] as const;

/** What may be spent, in tokens and money; a call that would pass a limit is not made. */
export function LimitsForm({ limits }: { limits: BudgetLimits }) {
  const { t } = useTranslation();
  const set = useAction('providers.setLimits');
  return (
    <section aria-label={t('providers.limits')}>
      <h3 className={classes['heading']}>{t('providers.limits')}</h3>
      <div className={classes['limits']}>
        {LIMITS.map((name) => (
          <NumberInput
            // A limit that was set elsewhere is shown anew.
            key={`${name} ${limits[name]}`}
            size="xs"
            label={t(`providers.limit.${name}`)}
            placeholder={t('providers.noLimit')}
            min={0}
            thousandSeparator=","
            defaultValue={limits[name] ?? ''}
            onBlur={(event) => {
              const text = event.currentTarget.value.replaceAll(',', '').trim();
              const value = text === '' ? null : Number(text);
              if (value !== limits[name] && (value === null || Number.isFinite(value))) {
                set.mutate({ limits: { ...limits, [name]: value } });
              }
            }}
          />
        ))}
      </div>
      <FailureNotice failure={set.error} />
    </section>
  );
}
