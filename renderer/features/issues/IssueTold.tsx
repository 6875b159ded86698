import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { formatNumber } from '../../ui/number.ts';
import classes from './IssuePage.module.css';

type AllTold = Output<'issues.show'>['told'];

const SHOWN = 6;

/** How an issue's records spread over hosts, releases, users and services; a click finds those of one. */
export function IssueTold({
  told,
  query,
  onRecords,
}: {
  told: AllTold;
  query: string;
  onRecords(query: string): void;
}) {
  const { t } = useTranslation();
  const kinds = (['host', 'release', 'user', 'service'] as const).filter(
    (kind) => told[kind].values.length > 0,
  );
  if (kinds.length === 0) return null;
  return (
    <section>
      <h3>{t('issues.told.title')}</h3>
      <div className={classes['told']}>
        {kinds.map((kind) => {
          const { field, values, distinct } = told[kind];
          const highest = values[0]?.count ?? 1;
          return (
            <div key={kind}>
              <h4>
                {t(`issues.told.${kind}`)}{' '}
                <span className={classes['dim']}>{formatNumber(distinct)}</span>
              </h4>
              {values.slice(0, SHOWN).map(({ value, count }) => (
                <UnstyledButton
                  key={value}
                  className={classes['toldRow']}
                  onClick={() => onRecords(`${query} AND ${field ?? ''}:${JSON.stringify(value)}`)}
                >
                  <span className={classes['toldValue']}>{value}</span>
                  <span
                    className={classes['bar']}
                    style={{ inlineSize: `${(60 * count) / highest}px` }}
                  />
                  <span className={classes['dim']}>{formatNumber(count)}</span>
                </UnstyledButton>
              ))}
            </div>
          );
        })}
      </div>
    </section>
  );
}
