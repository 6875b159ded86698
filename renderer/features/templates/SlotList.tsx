import { Button, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { useCall } from '../../client/index.ts';
import { quoteValue } from '#shared/query/index.ts';
import { formatNumber } from '../../ui/number.ts';
import { showRecords } from '../hypotheses/show-records.ts';
import { SlotSpread } from './SlotSpread.tsx';
import classes from './TemplatesScreen.module.css';

const SHOWN = 8;
/** Values that are pinned at once at most where skeletons leave a slot open. */
const MOST_HELD = 50;

interface Props {
  readonly id: number;
  /** Words of the skeletons in each slot. */
  readonly words: Output<'templates.explain'>['slots'];
  readonly busy: boolean;
  onPin(slot: number, values: string[] | null): void;
}

/** What stands in each slot, of what kind it is and how often, and which of it may be kept apart. */
export function SlotList({ id, words, busy, onPin }: Props) {
  const { t } = useTranslation();
  const { data } = useCall('templates.slots', { id });
  if (data === undefined) return <p className={classes['dim']}>{t('templates.loading')}</p>;
  if (data.slots.length === 0) return <p className={classes['dim']}>{t('templates.noSlots')}</p>;
  return (
    <>
      <h3>{t('templates.slots')}</h3>
      <p className={classes['dim']}>
        {t('templates.looked', { count: data.looked, formatted: formatNumber(data.looked) })}
      </p>
      {data.slots.map(({ kind, distinct, values, spread }, slot) => {
        const own = new Set(words[slot]?.words.map(({ word }) => word));
        // Where skeletons leave a slot open, the records are read again with the values that are pinned.
        const open = (words[slot]?.open ?? 0) > 0;
        const parts = open ? distinct : own.size;
        const most = Math.max(1, ...values.map(({ count }) => count));
        return (
          // oxlint-disable-next-line react/no-array-index-key -- a slot is its position
          <section
            key={slot}
            aria-label={t('templates.slot', {
              number: slot + 1,
              kind: t(`templates.kinds.${kind}`),
            })}
          >
            <div className={classes['slotHead']}>
              <strong>
                <mark className={classes['slot']}>{slot + 1}</mark> {t(`templates.kinds.${kind}`)}
              </strong>
              <span className={classes['dim']}>
                {t('templates.distinct', { count: distinct, formatted: formatNumber(distinct) })}
              </span>
              {parts > 1 && !(open && distinct > MOST_HELD) && (
                <Button
                  size="compact-xs"
                  variant="default"
                  disabled={busy}
                  aria-label={t('templates.pinSlot', { number: slot + 1 })}
                  onClick={() => onPin(slot, null)}
                >
                  {t('templates.pin')}
                </Button>
              )}
            </div>
            {spread !== null && <SlotSpread spread={spread} />}
            <ul className={classes['values']}>
              {values.slice(0, SHOWN).map(({ value, count }) => (
                <li key={value}>
                  <span
                    className={classes['bar']}
                    style={{ inlineSize: `${(count / most) * 100}%` }}
                    aria-hidden="true"
                  />
                  {value === '' ? (
                    <code>{t('templates.empty')}</code>
                  ) : (
                    <UnstyledButton
                      className={classes['value']}
                      title={t('templates.showValue', { value })}
                      onClick={() =>
                        showRecords(`template:${id} AND ${quoteValue(value)}`, null, null)
                      }
                    >
                      <code>{value}</code>
                    </UnstyledButton>
                  )}
                  <span className={classes['valueCount']}>{formatNumber(count)}</span>
                  {value !== '' && parts > 1 && (own.has(value) || open) && (
                    <Button
                      size="compact-xs"
                      variant="subtle"
                      disabled={busy}
                      aria-label={t('templates.keepApart', { value })}
                      onClick={() => onPin(slot, [value])}
                    >
                      {t('templates.apart')}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}
