import { UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { templateTitle } from '#shared/model/template.ts';
import { useCall } from '../../client/index.ts';
import { formatNumber } from '../../ui/number.ts';
import { formatDuration, formatUs } from '../../ui/time.ts';
import { showRecords } from '../hypotheses/show-records.ts';
import { HeatMap, type Picture } from './HeatMap.tsx';
import classes from './OverTime.module.css';
import type { Template } from './template-tree.ts';

/** Slices of the picture, about. */
const SLICES = 48;
/** Of these the picture is where the analyst chose none: the commonest. */
const SHOWN_UNASKED = 12;

interface Props {
  readonly templates: readonly Template[];
  /** Those that the analyst chose, in this order. */
  readonly chosen: readonly number[];
  readonly zone: string;
  onOpen(id: number): void;
  /** Takes one out. */
  onTakeOut(id: number): void;
  onClear(): void;
}

/** Templates by time as a heat map, or as a table of the same numbers; a cell leads to its records. */
export function OverTime({ templates, chosen, zone, onOpen, onTakeOut, onClear }: Props) {
  const { t } = useTranslation();
  const [asTable, setAsTable] = useState(false);
  const byId = new Map(templates.map((template) => [template.id, template]));
  const shown = chosen.filter((id) => byId.has(id));
  const ids = shown.length > 0 ? shown : templates.slice(0, SHOWN_UNASKED).map(({ id }) => id);
  const { data } = useCall(
    'templates.over',
    { ids: [...ids], buckets: SLICES },
    { keep: true, enabled: ids.length > 0 },
  );
  if (data === undefined) return <div className={classes['over']} />;
  const { fromUs, widthUs } = data;
  const rows = data.rows.flatMap(({ id, counts }) => {
    const template = byId.get(id);
    return template === undefined ? [] : [{ id, counts, title: templateTitle(template) }];
  });
  const sliceOf = (slice: number): string => formatUs(fromUs + slice * widthUs, zone);
  const picture = {
    rows,
    sliceOf,
    onOpen,
    onRecords: (id: number, slice: number) =>
      showRecords(`template:${id}`, fromUs + slice * widthUs, fromUs + (slice + 1) * widthUs - 1),
  };
  return (
    <section className={classes['over']} aria-label={t('templates.overTime.label')}>
      <div className={classes['head']}>
        <span>
          {shown.length > 0
            ? t('templates.overTime.chosen', { count: shown.length })
            : t('templates.overTime.commonest', { count: ids.length })}
          {' · '}
          {t('templates.overTime.width', { width: formatDuration(widthUs) })}
        </span>
        <span className={classes['gap']} />
        {shown.length > 0 && (
          <UnstyledButton className={classes['link']} onClick={onClear}>
            {t('templates.overTime.clear')}
          </UnstyledButton>
        )}
        <UnstyledButton
          className={classes['link']}
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? t('explore.histogram.asPicture') : t('explore.histogram.asTable')}
        </UnstyledButton>
      </div>
      {asTable ? (
        <Figures {...picture} />
      ) : (
        <HeatMap {...picture} onTakeOut={shown.length > 0 ? onTakeOut : null} />
      )}
    </section>
  );
}

function Figures({ rows, sliceOf, onOpen, onRecords }: Picture) {
  const { t } = useTranslation();
  const slices = rows[0]?.counts.map((_, slice) => slice) ?? [];
  return (
    <div className={classes['scroll']}>
      <table className={classes['figures']}>
        <thead>
          <tr>
            <th scope="col">{t('templates.overTime.from')}</th>
            {rows.map(({ id, title }) => (
              <th key={id} scope="col" title={title}>
                <UnstyledButton className={classes['column']} onClick={() => onOpen(id)}>
                  {title}
                </UnstyledButton>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {slices.map((slice) => (
            <tr key={slice}>
              <th scope="row">{sliceOf(slice)}</th>
              {rows.map(({ id, counts }) => (
                <td key={id}>
                  {(counts[slice] ?? 0) > 0 && (
                    <UnstyledButton
                      className={classes['link']}
                      onClick={() => onRecords(id, slice)}
                    >
                      {formatNumber(counts[slice] ?? 0)}
                    </UnstyledButton>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
