import { Progress, Select } from '@mantine/core';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BudgetLimits } from '#shared/model/provider.ts';
import { useCall } from '../../client/index.ts';
import { formatNumber } from '../../ui/number.ts';
import { useChart, type ChartMaker } from '../../ui/use-chart.ts';
import classes from './ProviderSettings.module.css';
import {
  total,
  USAGE_KEYS,
  USAGE_UNITS,
  usageTable,
  type UsageKey,
  type UsageTable,
  type UsageUnit,
} from './usage-table.ts';

const SPANS = ['7', '30', '90'] as const;
/** As many as the chart tells apart. */
const MOST_SERIES = 6;
/** From this share of a limit on it is shown as nearly spent. */
const NEARLY = 90;

/** What models were asked for and what it cost, by day, as a picture with a table behind it; and what is left. */
export function UsageView({ limits }: { limits: BudgetLimits }) {
  const { t } = useTranslation();
  const { data: rows } = useCall('providers.usage', {}, { keep: true });
  const [by, setBy] = useState<UsageKey>('provider');
  const [unit, setUnit] = useState<UsageUnit>('tokens');
  const [span, setSpan] = useState<string>('30');
  const rest = t('providers.usage.rest');
  const [today] = useState(() => new Date().toISOString().slice(0, 10));
  const table = useMemo(() => {
    const most = { most: MOST_SERIES, rest };
    return usageTable(rows ?? [], by, unit, { today, days: Number(span) }, most);
  }, [rows, by, unit, span, rest, today]);
  return (
    <section aria-label={t('providers.usage.title')}>
      <h3 className={classes['heading']}>{t('providers.usage.title')}</h3>
      <BudgetLeft limits={limits} />
      {rows?.length === 0 && <p className={classes['hint']}>{t('providers.usage.none')}</p>}
      {rows !== undefined && rows.length > 0 && (
        <>
          <div className={classes['limits']}>
            <Select
              size="xs"
              allowDeselect={false}
              label={t('providers.usage.by')}
              data={USAGE_KEYS.map((key) => ({
                value: key,
                label: t(`providers.usage.keys.${key}`),
              }))}
              value={by}
              onChange={(next) => setBy(USAGE_KEYS.find((key) => key === next) ?? by)}
            />
            <Select
              size="xs"
              allowDeselect={false}
              label={t('providers.usage.unit')}
              data={USAGE_UNITS.map((one) => ({
                value: one,
                label: t(`providers.usage.units.${one}`),
              }))}
              value={unit}
              onChange={(next) => setUnit(USAGE_UNITS.find((one) => one === next) ?? unit)}
            />
            <Select
              size="xs"
              allowDeselect={false}
              label={t('providers.usage.days')}
              data={SPANS.map((days) => ({
                value: days,
                label: t('providers.usage.daysCount', { count: Number(days) }),
              }))}
              value={span}
              onChange={(next) => setSpan(next ?? span)}
            />
          </div>
          <Chart table={table} />
          <Table table={table} unit={unit} />
        </>
      )}
    </section>
  );
}

function Chart({ table }: { table: UsageTable }) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const load = useCallback(
    async (): Promise<ChartMaker> => (await import('./usage-chart.ts')).usageChart(table),
    [table],
  );
  useChart(box, load);
  return (
    <div
      ref={box}
      className={classes['chart']}
      role="img"
      aria-label={t('providers.usage.chart')}
    />
  );
}

const shown = (value: number, unit: UsageUnit): string =>
  unit === 'money' ? value.toFixed(2) : formatNumber(value);

/** The numbers behind the picture; days without any are left out. */
function Table({ table, unit }: { table: UsageTable; unit: UsageUnit }) {
  const { t } = useTranslation();
  const used = table.days.flatMap((day, at) => {
    const values = table.series.map((one) => one.values[at] ?? 0);
    return total(values) === 0 ? [] : [{ day, values }];
  });
  return (
    <details>
      <summary>{t('providers.usage.table')}</summary>
      <table className={classes['usage']}>
        <thead>
          <tr>
            <th scope="col">{t('providers.usage.keys.day')}</th>
            {table.series.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {used.toReversed().map(({ day, values }) => (
            <tr key={day}>
              <th scope="row">{day}</th>
              {table.series.map(({ name }, at) => (
                <td key={name}>{shown(values[at] ?? 0, unit)}</td>
              ))}
            </tr>
          ))}
          <tr>
            <th scope="row">{t('providers.usage.total')}</th>
            {table.series.map(({ name, values }) => (
              <td key={name}>{shown(total(values), unit)}</td>
            ))}
          </tr>
        </tbody>
      </table>
    </details>
  );
}

/** What of each budget is left. */
function BudgetLeft({ limits }: { limits: BudgetLimits }) {
  const { t } = useTranslation();
  const { data } = useCall('providers.spent', {}, { keep: true });
  if (data === undefined) return null;
  const budgets = [
    ...(data.case === null
      ? []
      : [
          {
            of: 'case',
            unit: 'tokens',
            spent: data.case.tokens,
            limit: limits.caseTokens,
          } as const,
          { of: 'case', unit: 'money', spent: data.case.money, limit: limits.caseMoney } as const,
        ]),
    { of: 'month', unit: 'tokens', spent: data.month.tokens, limit: limits.monthTokens } as const,
    { of: 'month', unit: 'money', spent: data.month.money, limit: limits.monthMoney } as const,
  ];
  return (
    <ul className={classes['budgets']}>
      {budgets.map(({ of, unit, spent, limit }) => {
        const words = t(`providers.usage.units.${unit}`).toLowerCase();
        const share = limit === null || limit === 0 ? 100 : Math.min(100, (spent / limit) * 100);
        const text =
          limit === null
            ? t('providers.usage.unlimited', { spent: shown(spent, unit), unit: words })
            : t('providers.usage.left', {
                left: shown(Math.max(0, limit - spent), unit),
                limit: shown(limit, unit),
                unit: words,
              });
        return (
          <li key={`${of} ${unit}`}>
            <span>{t(`providers.usage.${of}`)}</span>
            {limit !== null && (
              <Progress
                size="sm"
                value={share}
                color={share >= NEARLY ? 'red' : 'blue'}
                aria-label={`${t(`providers.usage.${of}`)}: ${text}`}
              />
            )}
            <span className={classes['facts']}>{text}</span>
          </li>
        );
      })}
    </ul>
  );
}
