import { UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addCondition } from '#shared/query/index.ts';
import { useCall } from '../../client/index.ts';
import { formatNumber } from '../../ui/number.ts';
import { useParts } from '../../ui/use-parts.ts';
import { useExplore } from './explore-store.ts';
import { seenText } from '../../ui/seen-text.tsx';
import { Estimated, FacetValues } from './FacetValues.tsx';
import classes from './Facets.module.css';

/** What stands in the slots that hold few values, where all records found are of one template. */
export function SlotFacets({ viewId, search }: { viewId: string; search: string }) {
  const { t } = useTranslation();
  const { query, setQuery } = useExplore(useParts('query', 'setQuery'));
  const [exact, setExact] = useState(false);
  const [folded, setFolded] = useState<ReadonlySet<number>>(new Set());
  const { data } = useCall('templates.facets', { viewId, exact }, { keep: true });
  if (data === undefined || data === null) return null;
  const found = data.slots.filter(({ before, after }) =>
    `${before} ${after}`.toLowerCase().includes(search.toLowerCase()),
  );
  if (found.length === 0) return null;
  const toggle = (slot: number): void => {
    const next = new Set(folded);
    if (!next.delete(slot)) next.add(slot);
    setFolded(next);
  };
  return (
    <section className={classes['slots']} aria-label={t('explore.facets.slots')}>
      <p className={classes['note']}>{t('explore.facets.slots')}</p>
      {found.map(({ slot, kind, before, after, distinct, values }) => {
        const open = !folded.has(slot);
        return (
          <section key={slot} className={classes['facet']}>
            <h3 className={classes['name']}>
              <UnstyledButton
                className={classes['slotName']}
                aria-expanded={open}
                title={t('templates.slot', {
                  number: slot + 1,
                  kind: t(`templates.kinds.${kind}`),
                })}
                onClick={() => toggle(slot)}
              >
                <span aria-hidden="true">{open ? '▾' : '▸'}</span>{' '}
                <span className={classes['dim']}>{lastOf(before)}</span>
                <mark className={classes['slot']}>{slot + 1}</mark>
                <span className={classes['dim']}>{after}</span>
              </UnstyledButton>
            </h3>
            {open && (
              <FacetValues
                values={values.map(({ value, count, condition }) => ({
                  key: value,
                  shown: value === '' ? t('templates.empty') : seenText(value),
                  label: t('explore.facets.choose', {
                    field: t('explore.facets.slot', { number: slot + 1 }),
                    value,
                    count,
                  }),
                  count,
                  choose:
                    condition === null
                      ? null
                      : (exclude) => setQuery(addCondition(query, condition, exclude)),
                }))}
              />
            )}
            {open && distinct > values.length && (
              <div className={classes['note']}>
                {t('explore.facets.others', {
                  count: distinct - values.length,
                  formatted: formatNumber(distinct - values.length),
                })}
              </div>
            )}
          </section>
        );
      })}
      <Estimated looked={data.looked} of={data.of} onExact={() => setExact(true)} />
    </section>
  );
}

/** The end of the text before a slot, from the beginning of a word. */
function lastOf(text: string): string {
  return text.length <= SHOWN ? text : text.slice(-SHOWN).replace(/^\S*\s/, '…');
}

const SHOWN = 20;
