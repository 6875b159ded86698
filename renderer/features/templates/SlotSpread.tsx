import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { formatNumber } from '../../ui/number.ts';
import { Sparkline } from '../../ui/Sparkline.tsx';
import classes from './TemplatesScreen.module.css';

type Spread = NonNullable<Output<'templates.slots'>['slots'][number]['spread']>;

const fraction = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });

const figure = (value: number): string =>
  Number.isInteger(value) ? formatNumber(value) : fraction.format(value);

/** How the numbers in a slot lie: bars from the least to the most, and the figures that say the same. */
export function SlotSpread({ spread }: { readonly spread: Spread }) {
  const { t } = useTranslation();
  const amount = (value: number): string =>
    spread.unit === '' ? figure(value) : `${figure(value)} ${spread.unit}`;
  const words = t('templates.spread', {
    least: amount(spread.least),
    most: amount(spread.most),
    median: amount(spread.median),
    high: amount(spread.high),
  });
  return (
    <div className={classes['facts']}>
      <Sparkline
        values={spread.bars}
        label={t(spread.byRatio ? 'templates.barsByRatio' : 'templates.bars')}
      />
      <span>{words}</span>
    </div>
  );
}
