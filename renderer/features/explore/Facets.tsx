import { TextInput, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LEVELS, type Level } from '#shared/model/level.ts';
import type { FieldValue } from '#shared/model/record.ts';
import { addCondition, fieldCondition } from '#shared/query/index.ts';
import { useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { LevelMark } from '../../ui/LevelMark.tsx';
import { formatNumber } from '../../ui/number.ts';
import { useParts } from '../../ui/use-parts.ts';
import { useExplore } from './explore-store.ts';
import { seenText } from '../../ui/seen-text.tsx';
import { Estimated, FacetValues } from './FacetValues.tsx';
import classes from './Facets.module.css';
import { SlotFacets } from './SlotFacets.tsx';

const SHOWN = 8;
const MORE = 50;
/** A field with more distinct values than this in the sample is an id, and its commonest values say little. */
const ID_LIKE = 900;

/** The commonest values of each field: click narrows to one, Alt-click leaves it out. */
export function Facets({ viewId }: { viewId: string | null }) {
  const { t } = useTranslation();
  const { openFacets, set } = useExplore(useParts('openFacets', 'set'));
  const [search, setSearch] = useState('');
  const { data: fields } = useCall('explore.fields', {}, { keep: true });
  const names = [
    'level',
    'source',
    ...(fields ?? []).filter(({ distinct }) => distinct < ID_LIKE).map(({ name }) => name),
  ];
  const found = [...new Set(names)].filter((name) =>
    name.toLowerCase().includes(search.toLowerCase()),
  );
  const toggle = (name: string): void =>
    set({
      openFacets: openFacets.includes(name)
        ? openFacets.filter((open) => open !== name)
        : [...openFacets, name],
    });
  return (
    <div className={classes['facets']}>
      <TextInput
        className={classes['search'] ?? ''}
        value={search}
        placeholder={t('explore.facets.search')}
        aria-label={t('explore.facets.search')}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      {viewId !== null && <SlotFacets viewId={viewId} search={search} />}
      {found.map((name) => {
        const open = openFacets.includes(name);
        return (
          <section key={name} className={classes['facet']}>
            <h3 className={classes['name']}>
              <UnstyledButton aria-expanded={open} onClick={() => toggle(name)}>
                <span aria-hidden="true">{open ? '▾' : '▸'}</span> {name}
              </UnstyledButton>
            </h3>
            {open && viewId !== null && <Values viewId={viewId} field={name} />}
          </section>
        );
      })}
      {found.length === 0 && <p className={classes['none']}>{t('explore.facets.none')}</p>}
    </div>
  );
}

function Values({ viewId, field }: { viewId: string; field: string }) {
  const { t } = useTranslation();
  const [limit, setLimit] = useState(SHOWN);
  const [exact, setExact] = useState(false);
  const { query, setQuery } = useExplore(useParts('query', 'setQuery'));
  const facet = useCall('explore.facet', { viewId, field, limit, exact }, { keep: true });
  const { data } = facet;
  if (data === undefined) return <FailureNotice failure={facet.error} />;
  const choose = (value: FieldValue, exclude: boolean): void =>
    setQuery(addCondition(query, fieldCondition(field, value), exclude));
  return (
    <div>
      <FacetValues
        values={data.values.map(({ value, count }) => ({
          key: String(value),
          shown:
            field === 'level' && isLevel(value) ? (
              <LevelMark level={value} />
            ) : (
              seenText(shortValue(field, value))
            ),
          label: t('explore.facets.choose', {
            field,
            value: String(value),
            count,
          }),
          count,
          choose: (exclude) => choose(value, exclude),
        }))}
      />
      <Estimated looked={data.looked} of={data.of} onExact={() => setExact(true)} />
      {data.distinct > data.values.length && limit < MORE && (
        <UnstyledButton className={classes['link']} onClick={() => setLimit(MORE)}>
          {t('explore.facets.more', {
            count: data.distinct - data.values.length,
            formatted: formatNumber(data.distinct - data.values.length),
          })}
        </UnstyledButton>
      )}
      {data.values.length === 0 && (
        <div className={classes['note']}>{t('explore.facets.empty')}</div>
      )}
    </div>
  );
}

function isLevel(value: FieldValue): value is Level {
  return LEVELS.some((level) => level === value);
}

function shortValue(field: string, value: FieldValue): string {
  const text = String(value);
  return field === 'source' ? (text.split(/[/\\!]/).at(-1) ?? text) : text;
}
