import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { useCall } from '../../client/index.ts';
import { LevelMark } from '../../ui/LevelMark.tsx';
import { formatNumber } from '../../ui/number.ts';
import { formatRelative, formatTime, formatUs } from '../../ui/time.ts';
import { useFinding } from '../timeline/finding-store.ts';
import classes from './IssuesScreen.module.css';

type Issue = Output<'issues.list'>[number];

interface Props {
  readonly issue: Issue;
  readonly zone: string;
  onState(state: Issue['state']): void;
  onRecords(): void;
}

/** One problem: where it was raised, when, and some of its records. */
export function IssueDetail({ issue, zone, onState, onRecords }: Props) {
  const { t } = useTranslation();
  const { data } = useCall('issues.show', { key: issue.key }, { keep: true });
  const { data: sources } = useCall('sources.list', {}, { keep: true });
  const names = new Map(
    (sources?.sources ?? []).map(({ id, path }) => [id, path.split(/[/\\]/).at(-1) ?? path]),
  );
  const open = issue.state === 'new' || issue.state === 'ongoing';
  return (
    <aside className={classes['detail']} aria-label={issue.title}>
      <h2 className={classes['detailTitle']}>{issue.title}</h2>
      <p className={classes['facts']}>
        <LevelMark level={issue.level} /> ·{' '}
        {t('issues.records', { count: issue.count, formatted: formatNumber(issue.count) })} ·{' '}
        {t(`issues.filters.${issue.state}`)}
      </p>
      {issue.firstUs !== null && issue.lastUs !== null && (
        <p className={classes['facts']}>
          {formatUs(issue.firstUs, zone)} – {formatUs(issue.lastUs, zone)} (
          {formatRelative(issue.lastUs)})
        </p>
      )}
      <p className={classes['facts']}>
        {issue.sources.map((id) => names.get(id) ?? '').join(', ')}
      </p>
      <div className={classes['actions']}>
        <Button onClick={onRecords}>{t('issues.show')}</Button>
        <Button
          variant="default"
          onClick={() =>
            useFinding.getState().write({
              title: issue.title.slice(0, 500),
              issues: [issue.key],
              refs: (data?.samples ?? []).map(({ ref }) => ref),
            })
          }
        >
          {t('timeline.makeFinding')}
        </Button>
        {open ? (
          <>
            <Button variant="default" onClick={() => onState('resolved')}>
              {t('issues.resolve')}
            </Button>
            <Button variant="default" onClick={() => onState('ignored')}>
              {t('issues.ignore')}
            </Button>
          </>
        ) : (
          <Button variant="default" onClick={() => onState('ongoing')}>
            {t('issues.reopen')}
          </Button>
        )}
      </div>
      {issue.frames.length > 0 && (
        <section>
          <h3>{t('issues.frames')}</h3>
          <ol className={classes['frames']}>
            {issue.frames.map((frame) => (
              <li key={frame}>{frame}</li>
            ))}
          </ol>
        </section>
      )}
      <h3>{t('issues.samples')}</h3>
      {data?.issue.key === issue.key &&
        data.samples.slice(0, 8).map((row) => (
          <div key={`${row.ref.sourceId}:${row.ref.ordinal}`} className={classes['sample']}>
            <div className={classes['facts']}>
              {row.time === null ? '—' : formatTime(row.time, zone)} · {names.get(row.ref.sourceId)}
              :{row.line}
            </div>
            <pre>{row.message.split('\n').slice(0, 12).join('\n')}</pre>
          </div>
        ))}
    </aside>
  );
}
