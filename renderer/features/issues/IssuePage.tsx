import { Button, Checkbox, TextInput, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { lastName } from '#shared/model/last-name.ts';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { LevelMark } from '../../ui/LevelMark.tsx';
import { formatNumber } from '../../ui/number.ts';
import { formatRelative, formatTime, formatUs } from '../../ui/time.ts';
import { useFinding } from '../timeline/finding-store.ts';
import { FirstSeen } from './FirstSeen.tsx';
import { IssueActions } from './IssueActions.tsx';
import { IssueActivity } from './IssueActivity.tsx';
import { IssueOver, type TimeRange } from './IssueOver.tsx';
import { IssueTold } from './IssueTold.tsx';
import type { Decision, Issue } from './issue-filter.ts';
import { IssueDecided } from './IssueDecided.tsx';
import classes from './IssuePage.module.css';
import { TraceView } from './TraceView.tsx';

type Shown = Output<'issues.show'>;

interface Props {
  readonly issue: Issue;
  readonly zone: string;
  readonly position: string;
  readonly wide: boolean;
  readonly folder: string;
  readonly nowUs: number | null;
  onFolder(folder: string): void;
  onDecide(decision: Decision, note: string): void;
  onRecords(query: string, range?: TimeRange): void;
  onMove(by: number): void;
  onWide(): void;
  onChoose(key: string): void;
}

/** One problem: where it was raised, when and where it was met, what is like it, and what was decided. */
export function IssuePage(props: Props) {
  const { issue, zone, folder, nowUs, onFolder, onDecide, onRecords, onMove, onChoose } = props;
  const { t } = useTranslation();
  const { data, error } = useCall('issues.show', { key: issue.key }, { keep: true });
  const { data: sources } = useCall('sources.list', {}, { keep: true });
  const [note, setNote] = useState('');
  const shown = data?.issue.key === issue.key ? data : undefined;
  const names = new Map((sources?.sources ?? []).map(({ id, path }) => [id, lastName(path)]));
  return (
    <aside className={classes['page']} aria-label={issue.title}>
      <nav className={classes['head']} aria-label={t('issues.page')}>
        <Button size="compact-xs" variant="subtle" onClick={() => onMove(-1)}>
          {t('issues.previous')}
        </Button>
        <span className={classes['dim']}>{props.position}</span>
        <Button size="compact-xs" variant="subtle" onClick={() => onMove(1)}>
          {t('issues.next')}
        </Button>
        <span className={classes['room']} />
        <Button size="compact-xs" variant="subtle" onClick={props.onWide}>
          {t(props.wide ? 'issues.narrow' : 'issues.wide')}
        </Button>
      </nav>
      <h2 className={classes['title']}>{issue.title}</h2>
      <p className={classes['facts']}>
        <LevelMark level={issue.level} /> · {t('counted.records', { count: issue.count })} ·{' '}
        {t(`issues.states.${issue.state}`)}
      </p>
      <p className={classes['facts']}>
        {t(`issues.priorities.${issue.priority}`)}:{' '}
        {issue.reasons.map(({ reason }) => t(`issues.reasons.${reason}`)).join(', ')}
      </p>
      {issue.firstUs !== null && issue.lastUs !== null && (
        <p className={classes['facts']}>
          {formatUs(issue.firstUs, zone)} – {formatUs(issue.lastUs, zone)} (
          {formatRelative(issue.lastUs)})
        </p>
      )}
      {shown?.decided != null && <IssueDecided shown={shown} decided={shown.decided} zone={zone} />}
      {issue.firstUs !== null && <FirstSeen firstUs={issue.firstUs} />}
      <p className={classes['facts']}>
        {issue.sources.map((id) => names.get(id) ?? '').join(', ')}
      </p>
      {shown?.over != null && (
        <IssueOver
          key={issue.key}
          over={shown.over}
          zone={zone}
          onSlice={(range) => onRecords(shown.query, range)}
        />
      )}
      <Remembered shown={shown} zone={zone} />
      <div className={classes['actions']}>
        <Button size="xs" onClick={() => onRecords(queryOf(issue))}>
          {t('issues.show')}
        </Button>
        <Button
          size="xs"
          variant="default"
          // Without its records it would cite nothing.
          disabled={shown === undefined}
          onClick={() =>
            useFinding.getState().write({
              title: issue.title.slice(0, 500),
              issues: [issue.key],
              refs: (shown?.samples ?? []).map(({ ref }) => ref),
            })
          }
        >
          {t('timeline.makeFinding')}
        </Button>
        <IssueActions
          issues={[issue]}
          releases={shown?.told.release.values.map(({ value }) => value) ?? []}
          nowUs={nowUs}
          zone={zone}
          namesUsers={shown === undefined ? null : shown.told.user.field !== null}
          onDecide={(decision) => {
            onDecide(decision, note);
            setNote('');
          }}
        />
      </div>
      <TextInput
        size="xs"
        value={note}
        label={t('issues.note')}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {shown?.trace != null && (
        <TraceView key={issue.key} trace={shown.trace} folder={folder} onFolder={onFolder} />
      )}
      {shown === undefined && <FailureNotice failure={error} />}
      {shown !== undefined && (
        <>
          <IssueTold told={shown.told} query={shown.query} onRecords={onRecords} />
          <Related shown={shown} onChoose={onChoose} />
          <Parts key={issue.key} shown={shown} />
          <Samples shown={shown} names={names} zone={zone} />
          <IssueActivity activity={shown.activity} zone={zone} />
        </>
      )}
    </aside>
  );
}

/** Finds an issue's records. */
export const queryOf = ({ key, kind }: Pick<Issue, 'key' | 'kind'>): string =>
  kind === 'template' ? `issue:${key} AND level:>=error` : `issue:${key}`;

function Remembered({ shown, zone }: { shown: Shown | undefined; zone: string }) {
  const { t } = useTranslation();
  const { mutate: open } = useAction('cases.open');
  if (shown === undefined) return null;
  if (shown.memoryFailure !== null)
    return <p className={classes['facts']}>{shown.memoryFailure}</p>;
  if (shown.remembered.length === 0) return null;
  return (
    <section className={classes['remembered']}>
      <h3>{t('issues.remembered.title')}</h3>
      <ul>
        {shown.remembered.map((one) => (
          <li key={`${one.case} ${one.title}`}>
            {t(one.likeness === 1 ? 'issues.remembered.same' : 'issues.remembered.alike', {
              case: one.case,
              time: one.lastUs === null ? '—' : formatUs(one.lastUs, zone),
            })}
            {one.decided !== null && ` ${t(`issues.remembered.${one.decided}`)}`}
            {one.note !== '' && <q> {one.note}</q>}{' '}
            <UnstyledButton
              className={classes['link']}
              onClick={() => open({ path: one.path, passphrase: null })}
            >
              {t('issues.remembered.open')}
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Related({ shown, onChoose }: { shown: Shown; onChoose(key: string): void }) {
  const { t } = useTranslation();
  if (shown.related.length === 0) return null;
  return (
    <section>
      <h3>{t('issues.related')}</h3>
      <ul className={classes['list']}>
        {shown.related.map(({ issue, because }) => (
          <li key={issue.key}>
            <UnstyledButton className={classes['link']} onClick={() => onChoose(issue.key)}>
              {issue.title}
            </UnstyledButton>{' '}
            <span className={classes['dim']}>
              {formatNumber(issue.count)} · {t(`issues.because.${because}`)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What an issue is made of, to split off or to take out again. */
function Parts({ shown }: { shown: Shown }) {
  const { t } = useTranslation();
  const { mutate: split } = useAction('issues.split');
  const { mutate: unmerge } = useAction('issues.unmerge');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const { issue, parts } = shown;
  if (parts.length < 2 && issue.merged.length === 0) return null;
  return (
    <section>
      <h3>{t('issues.parts')}</h3>
      {parts.map((part) => (
        <Checkbox
          key={part.key}
          size="xs"
          className={classes['part'] ?? ''}
          checked={chosen.includes(part.key)}
          label={`${part.title} (${formatNumber(part.count)})`}
          onChange={(event) =>
            setChosen(
              event.currentTarget.checked
                ? [...chosen, part.key]
                : chosen.filter((key) => key !== part.key),
            )
          }
        />
      ))}
      <div className={classes['actions']}>
        <Button
          size="compact-xs"
          variant="default"
          disabled={chosen.length === 0 || chosen.length === parts.length}
          onClick={() => {
            split({ key: issue.key, parts: [...chosen] });
            setChosen([]);
          }}
        >
          {t('issues.split')}
        </Button>
        {issue.merged.length > 0 && (
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => unmerge({ keys: issue.merged })}
          >
            {t('issues.unmerge', { count: issue.merged.length })}
          </Button>
        )}
      </div>
    </section>
  );
}

function Samples({
  shown,
  names,
  zone,
}: {
  shown: Shown;
  names: ReadonlyMap<number, string>;
  zone: string;
}) {
  const { t } = useTranslation();
  return (
    <section>
      <h3>{t('issues.samples')}</h3>
      {shown.samples.slice(0, 8).map((row) => (
        <div key={`${row.ref.sourceId}:${row.ref.ordinal}`} className={classes['sample']}>
          <div className={classes['facts']}>
            {row.time === null ? '—' : formatTime(row.time, zone)} · {names.get(row.ref.sourceId)}:
            {row.line}
          </div>
          <pre>{row.message.split('\n').slice(0, 6).join('\n')}</pre>
        </div>
      ))}
    </section>
  );
}
