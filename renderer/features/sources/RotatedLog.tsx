import { UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lastName } from '#shared/model/last-name.ts';
import { inForce } from '#shared/model/source.ts';
import { LongList } from '../../ui/LongList.tsx';
import { formatBytes } from '../../ui/number.ts';
import { formatUs } from '../../ui/time.ts';
import type { Source } from './source-groups.ts';
import { SourceRow } from './SourceRow.tsx';
import classes from './SourcesPanel.module.css';

/** More files than this are shown when they are asked for. */
const MOST_SHOWN = 4;
/** Height of a file, pixels, before it was drawn. */
const GUESS = 160;

/** A log that rotation cut into several files: what it is as a whole, and its files from the oldest on. */
export function RotatedLog({ path, sources }: { path: string; sources: readonly Source[] }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(sources.length <= MOST_SHOWN);
  const sum = (of: (source: Source) => number): number =>
    sources.reduce((total, source) => total + of(source), 0);
  const from = sources.flatMap(({ fromUs }) => fromUs ?? []);
  const to = sources.flatMap(({ toUs }) => toUs ?? []);
  const [first] = sources;
  const zone = first === undefined ? 'UTC' : inForce(first.zone);
  return (
    <section className={classes['log']} aria-label={path}>
      <UnstyledButton
        className={classes['logHead']}
        aria-expanded={open}
        title={path}
        onClick={() => setOpen(!open)}
      >
        <span className={classes['nameLine']}>
          <span aria-hidden="true">{open ? '▾' : '▸'}</span>
          <span className={classes['name']}>{lastName(path)}</span>
          <span className={classes['state']}>
            {t('sources.log.files', { count: sources.length })}
          </span>
        </span>
        <span className={classes['facts']}>
          {t('sources.counts', {
            records: sum(({ records }) => records),
            lines: sum(({ lines }) => lines),
            size: formatBytes(sum(({ bytes }) => bytes)),
          })}
          {from.length > 0 && (
            <>
              <br />
              {formatUs(
                from.reduce((a, b) => Math.min(a, b)),
                zone,
              )}{' '}
              –{' '}
              {formatUs(
                to.reduce((a, b) => Math.max(a, b)),
                zone,
              )}
            </>
          )}
        </span>
      </UnstyledButton>
      {open && (
        <div className={classes['logFiles']}>
          <LongList entries={sources} guess={GUESS} keyOf={({ id }) => id} draw={drawFile} />
        </div>
      )}
    </section>
  );
}

function drawFile(source: Source) {
  return <SourceRow source={source} />;
}
