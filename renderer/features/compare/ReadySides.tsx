import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Side } from '#shared/model/comparison.ts';
import { fieldCondition } from '#shared/query/index.ts';
import { useCall } from '../../client/index.ts';
import { formatUs } from '../../ui/time.ts';
import { useSettled } from '../hypotheses/use-settled.ts';
import { useCompare } from './compare-store.ts';

/** Markers and sources that are offered at most; what is further is typed. */
const MOST_OFFERED = 100;

interface Ready {
  readonly value: string;
  readonly label: string;
  readonly a: Side;
  readonly b: Side;
}

/** Sides that need no typing: before and after a deployment or restart that the logs tell of, one source against all others, a side against the rest. */
export function ReadySides({ b, zone }: { b: Side; zone: string }) {
  const { t } = useTranslation();
  const { compare } = useCompare();
  const { data: diagnosis } = useCall('hypotheses.show', {}, { enabled: useSettled(), keep: true });
  const { data: listed } = useCall('sources.list', {}, { keep: true });
  const markers = (diagnosis?.markers ?? [])
    .slice(0, MOST_OFFERED)
    .map(({ us, text }, at): Ready => ({
      value: `marker ${at}`,
      label: `${formatUs(us, zone)} ${text}`,
      a: { query: '', fromUs: null, toUs: us - 1 },
      b: { query: '', fromUs: us, toUs: null },
    }));
  const sources = listed?.sources ?? [];
  const ofSources = (sources.length > 1 ? sources : [])
    .slice(0, MOST_OFFERED)
    .map(({ id, path }): Ready => {
      const query = fieldCondition('source', path);
      const whole = { fromUs: null, toUs: null };
      const others = { query: `NOT ${query}`, ...whole };
      return { value: `source ${id}`, label: path, a: others, b: { query, ...whole } };
    });
  const rest = restOf(b);
  const ofRest: Ready[] =
    rest === null ? [] : [{ value: 'rest', label: t('compare.ready.bRest'), a: rest, b }];
  const all = [...ofRest, ...markers, ...ofSources];
  const group = (name: 'rest' | 'markers' | 'sources', items: readonly Ready[]) => ({
    group: t(`compare.ready.${name}`),
    items: items.map(({ value, label }) => ({ value, label })),
  });
  if (all.length === 0) return null;
  return (
    <Select
      size="xs"
      searchable
      label={t('compare.ready.label')}
      placeholder={t('compare.ready.choose')}
      value={null}
      comboboxProps={{ width: 420, position: 'bottom-end' }}
      data={[group('rest', ofRest), group('markers', markers), group('sources', ofSources)].filter(
        ({ items }) => items.length > 0,
      )}
      onChange={(value) => {
        const chosen = all.find((one) => one.value === value);
        if (chosen !== undefined) compare(chosen.a, chosen.b);
      }}
    />
  );
}

/** Everything but a side; null: it is everything. */
function restOf({ query, fromUs, toUs, outside = false }: Side): Side | null {
  if (fromUs !== null && toUs !== null && query === '') {
    return { query, fromUs, toUs, outside: !outside };
  }
  return query !== '' && fromUs === null && toUs === null
    ? { query: `NOT (${query})`, fromUs, toUs }
    : null;
}
