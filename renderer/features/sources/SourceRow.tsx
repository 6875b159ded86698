import { Menu, UnstyledButton } from '@mantine/core';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lastName } from '#shared/model/last-name.ts';
import { LAST_RESORT } from '#shared/model/last-resort.ts';
import { formatShift } from '#shared/model/shift.ts';
import { ENCODINGS, inForce } from '#shared/model/source.ts';
import { useApp } from '../../app/index.ts';
import { useAction, useCall, useClient } from '../../client/index.ts';
import { formatBytes, formatNumber } from '../../ui/number.ts';
import { formatUs } from '../../ui/time.ts';
import { useExplore } from '../explore/explore-store.ts';
import { besideNext } from '../explore/sides.ts';
import { NEW, useFormats } from '../formats/index.ts';
import { Choice } from './Choice.tsx';
import { ClockShift } from './ClockShift.tsx';
import { Following } from './Following.tsx';
import { LabelChoice } from './LabelChoice.tsx';
import { NotCounted } from './NotCounted.tsx';
import { RemoveSource } from './RemoveSource.tsx';
import type { Source } from './source-groups.ts';
import classes from './SourcesPanel.module.css';

const asChoice = (name: string) => ({ value: name, label: name });

/** One source: what it is, how it was read, and what detection got wrong put right. */
export const SourceRow = memo(function SourceRow({ source }: { source: Source }) {
  const { t } = useTranslation();
  const { mutate: override } = useAction('sources.override');
  const [isRemoving, setRemoving] = useState(false);
  const go = useApp((app) => app.go);
  const editFormat = useFormats((store) => store.edit);
  const { data: formats } = useCall('sources.formats', {});
  const client = useClient();
  const toFormat = (id: string): void => {
    editFormat(id, source.id);
    go('formats');
  };
  const title = (id: string): string => formats?.find((format) => format.id === id)?.title ?? id;
  const now = {
    id: source.id,
    format: source.format.override,
    zone: source.zone.override,
    encoding: source.encoding.override,
  };
  const zone = inForce(source.zone);
  return (
    <section className={classes['source']} aria-label={source.path}>
      <div className={classes['nameLine']}>
        <span className={classes['name']} title={source.path}>
          {lastName(source.path)}
        </span>
        <span className={classes['state']} data-state={source.state}>
          {t(`sources.state.${source.state}`)}
        </span>
        <Menu position="bottom-end">
          <Menu.Target>
            <UnstyledButton
              className={classes['menu']}
              aria-label={t('sources.more', { name: source.path })}
            >
              ⋯
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => override(now)}>{t('sources.readAgain')}</Menu.Item>
            {!LAST_RESORT.includes(inForce(source.format)) && (
              <Menu.Item onClick={() => toFormat(inForce(source.format))}>
                {t('sources.editFormat')}
              </Menu.Item>
            )}
            <Menu.Item onClick={() => toFormat(NEW)}>{t('sources.newFormat')}</Menu.Item>
            <Menu.Item
              onClick={() => {
                void client.call('sources.list', {}).then(({ sources }) => {
                  const sides = besideNext(
                    source.id,
                    sources.map(({ id }) => id),
                  );
                  useExplore.getState().set({ sides, sidesAsked: true });
                  go('explore');
                });
              }}
            >
              {t('sources.beside')}
            </Menu.Item>
            <Menu.Item color="red" onClick={() => setRemoving(true)}>
              {t('sources.remove')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      {isRemoving && <RemoveSource source={source} onClose={() => setRemoving(false)} />}
      <div className={classes['facts']}>
        {t('sources.counts', {
          records: source.records,
          lines: source.lines,
          size: formatBytes(source.bytes),
        })}
        {source.others.map(({ format, records }) => (
          <span key={format}>
            {' '}
            · {t('sources.others', { formatted: formatNumber(records), title: title(format) })}
          </span>
        ))}
        {source.unparsed > 0 && (
          <span className={classes['unparsed']}>
            {' '}
            ·{' '}
            {t('sources.unparsed', {
              count: source.unparsed,
              formatted: formatNumber(source.unparsed),
            })}
          </span>
        )}
      </div>
      {source.back > 0 && (
        <div className={classes['unparsed']}>
          {t('sources.back', {
            count: source.back,
            formatted: formatNumber(source.back),
            most: formatShift(source.backUs).slice(1),
          })}
        </div>
      )}
      {source.fromUs !== null && source.toUs !== null && (
        <div className={classes['facts']}>
          {formatUs(source.fromUs, zone)} – {formatUs(source.toUs, zone)}
        </div>
      )}
      <div className={classes['detected']}>
        <Choice
          label={t('sources.format')}
          text={
            source.format.override === null
              ? t('sources.detectedFormat', {
                  title: title(source.format.detected),
                  percent: Math.round(source.formatScore * 100),
                })
              : title(source.format.override)
          }
          detected={t('sources.useDetected', { value: title(source.format.detected) })}
          choices={() => (formats ?? []).map(({ id, title: name }) => ({ value: id, label: name }))}
          onChoose={(format) => override({ ...now, format })}
        />
        <Choice
          label={t('sources.zone')}
          text={zone}
          detected={t('sources.useDetected', { value: source.zone.detected })}
          choices={() => ['UTC', ...Intl.supportedValuesOf('timeZone')].map(asChoice)}
          onChoose={(chosen) => override({ ...now, zone: chosen })}
        />
        <Choice
          label={t('sources.encoding')}
          text={inForce(source.encoding)}
          detected={t('sources.useDetected', { value: source.encoding.detected })}
          choices={() => ENCODINGS.map(asChoice)}
          onChoose={(chosen) =>
            override({ ...now, encoding: ENCODINGS.find((name) => name === chosen) ?? null })
          }
        />
        <ClockShift source={source} />
        <LabelChoice source={source} />
      </div>
      <Following source={source} />
      <NotCounted source={source} />
      {source.error !== null && <div className={classes['reason']}>{source.error.message}</div>}
    </section>
  );
});
