import { Tabs, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { lastName } from '#shared/model/last-name.ts';
import type { FieldValue, RecordRef, RecordTime } from '#shared/model/record.ts';
import { formatShift } from '#shared/model/shift.ts';
import { addCondition, fieldCondition } from '#shared/query/index.ts';
import { useCall } from '../../client/index.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { LevelMark } from '../../ui/LevelMark.tsx';
import { formatNumber } from '../../ui/number.ts';
import { seenText } from '../../ui/seen-text.tsx';
import { formatRelative, formatTime } from '../../ui/time.ts';
import { useParts } from '../../ui/use-parts.ts';
import classes from './Detail.module.css';
import { useCopy } from './use-copy.ts';
import { useExplore } from './explore-store.ts';
import { JsonView } from './JsonView.tsx';

/** Characters of a message that are shown above its fields; all of it is in its text. */
const MOST_SHOWN = 4000;

interface Props {
  readonly selected: RecordRef | null;
  readonly zone: string;
  /** Shows a record in the table. */
  onShow(ref: RecordRef): void;
}

/** Everything about one record: its fields, its text, and what stands around it. */
export function Detail({ selected, zone, onShow }: Props) {
  const { t } = useTranslation();
  if (selected === null) {
    return <EmptyState title={t('explore.detail.empty')} text={t('explore.detail.emptyText')} />;
  }
  return <RecordDetail selected={selected} zone={zone} onShow={onShow} />;
}

function RecordDetail({
  selected,
  zone,
  onShow,
}: {
  selected: RecordRef;
  zone: string;
  onShow(ref: RecordRef): void;
}) {
  const { t } = useTranslation();
  const { data, error } = useCall('explore.record', { ref: selected }, { keep: true });
  const [tab, setTab] = useState<string | null>('fields');
  if (data === undefined) return <FailureNotice failure={error} />;
  const { row } = data;
  return (
    <div className={classes['detail']}>
      <header className={classes['head']}>
        <LevelMark level={row.level} />
        <span className={classes['when']}>
          {row.time === null
            ? t('explore.detail.untimed')
            : `${formatTime(row.time, zone)} · ${formatRelative(row.time.us)}`}
        </span>
        <span className={classes['where']} title={data.source}>
          {seenText(lastName(data.source))}:{formatNumber(row.line)}
        </span>
      </header>
      <Clock time={row.time} shiftUs={data.shiftUs} zone={zone} />
      {/* Long messages scroll, so the keyboard must reach them. */}
      <section
        className={classes['message']}
        tabIndex={0} // oxlint-disable-line jsx-a11y/no-noninteractive-tabindex -- it scrolls
        aria-label={t('explore.detail.message')}
      >
        {seenText(data.message.slice(0, MOST_SHOWN))}
        {data.message.length > MOST_SHOWN && (
          <span className={classes['more']}>
            {t('explore.detail.cut', { formatted: formatNumber(data.message.length - MOST_SHOWN) })}
          </span>
        )}
      </section>
      <TemplateLine text={data.template} id={row.templateId} />
      <Tabs value={tab} onChange={setTab} className={classes['tabs'] ?? ''} keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="fields">{t('explore.detail.fields')}</Tabs.Tab>
          <Tabs.Tab value="context">{t('explore.detail.context')}</Tabs.Tab>
          <Tabs.Tab value="raw">{t('explore.detail.raw')}</Tabs.Tab>
          {data.json !== null && <Tabs.Tab value="json">JSON</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="fields" className={classes['panel'] ?? ''}>
          <FieldTable detail={data} />
        </Tabs.Panel>
        <Tabs.Panel value="context" className={classes['panel'] ?? ''}>
          <Context selected={selected} zone={zone} onShow={onShow} />
        </Tabs.Panel>
        <Tabs.Panel value="raw" className={classes['panel'] ?? ''}>
          <pre className={classes['raw']}>{seenText(data.raw)}</pre>
        </Tabs.Panel>
        {data.json !== null && (
          <Tabs.Panel value="json" className={classes['panel'] ?? ''}>
            <JsonView json={data.json} label={t('explore.detail.json')} />
          </Tabs.Panel>
        )}
      </Tabs>
    </div>
  );
}

/** Where the clock of the source was set right: the time as it stands in the log, and by how much it was wrong. */
function Clock({
  time,
  shiftUs,
  zone,
}: {
  time: RecordTime | null;
  shiftUs: number;
  zone: string;
}) {
  const { t } = useTranslation();
  if (time === null || shiftUs === 0) return null;
  return (
    <div className={classes['clock']}>
      {t('explore.detail.asLogged', {
        time: formatTime({ ...time, us: time.us - shiftUs }, zone),
        shift: formatShift(shiftUs),
      })}
    </div>
  );
}

function TemplateLine({ text, id }: { text: string; id: number }) {
  const { t } = useTranslation();
  const { query, setQuery } = useExplore(useParts('query', 'setQuery'));
  if (text === '') return null;
  return (
    <UnstyledButton
      className={classes['template']}
      title={t('explore.detail.template')}
      onClick={(event) => setQuery(addCondition(query, `template:${id}`, event.altKey))}
    >
      {seenText(text)}
    </UnstyledButton>
  );
}

function FieldTable({ detail }: { detail: Output<'explore.record'> }) {
  const { t } = useTranslation();
  const { query, setQuery, addHighlight } = useExplore(
    useParts('query', 'setQuery', 'addHighlight'),
  );
  const copy = useCopy();
  const rows: { name: string; value: FieldValue }[] = [
    { name: 'level', value: detail.row.level },
    { name: 'source', value: detail.source },
    ...detail.fields,
  ];
  const filter = (name: string, value: FieldValue, exclude: boolean): void =>
    setQuery(addCondition(query, fieldCondition(name, value), exclude));
  return (
    <table className={classes['fields']}>
      <tbody>
        {rows.map(({ name, value }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{seenText(String(value))}</td>
            <td className={classes['actions']}>
              <UnstyledButton
                title={t('explore.act.in')}
                aria-label={t('explore.act.inValue', { name, value: String(value) })}
                onClick={() => filter(name, value, false)}
              >
                +
              </UnstyledButton>
              <UnstyledButton
                title={t('explore.act.out')}
                aria-label={t('explore.act.outValue', { name, value: String(value) })}
                onClick={() => filter(name, value, true)}
              >
                −
              </UnstyledButton>
              <UnstyledButton
                title={t('explore.act.highlight')}
                aria-label={t('explore.act.highlightValue', { value: String(value) })}
                onClick={() => addHighlight(String(value))}
              >
                ◐
              </UnstyledButton>
              <UnstyledButton
                title={t('explore.act.copy')}
                aria-label={t('explore.act.copyValue', { value: String(value) })}
                onClick={() =>
                  copy({
                    text: String(value),
                    records: 1,
                    sourceIds: [detail.row.ref.sourceId],
                    masked: false,
                  })
                }
              >
                <svg
                  width="12"
                  height="12"
                  viewBox="0 0 12 12"
                  fill="none"
                  stroke="currentColor"
                  aria-hidden="true"
                >
                  <path d="M4 4h6.5v6.5H4zM1.5 8V1.5H8" />
                </svg>
              </UnstyledButton>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const STEP = 10;

function Context({ selected, zone, onShow }: Omit<Props, 'selected'> & { selected: RecordRef }) {
  const { t } = useTranslation();
  const [scope, setScope] = useState<'source' | 'timeline'>('source');
  const [around, setAround] = useState(STEP);
  const { data, error } = useCall(
    'explore.context',
    { ref: selected, scope, before: around, after: around },
    { keep: true },
  );
  return (
    <div>
      <div className={classes['scope']} role="group" aria-label={t('explore.context.scope')}>
        <UnstyledButton aria-pressed={scope === 'source'} onClick={() => setScope('source')}>
          {t('explore.context.source')}
        </UnstyledButton>
        <UnstyledButton aria-pressed={scope === 'timeline'} onClick={() => setScope('timeline')}>
          {t('explore.context.timeline')}
        </UnstyledButton>
        <UnstyledButton onClick={() => setAround(Math.min(500, around + STEP))}>
          {t('explore.context.more')}
        </UnstyledButton>
      </div>
      {data === undefined && <FailureNotice failure={error} />}
      {data?.rows.map((row, index) => (
        <UnstyledButton
          key={`${row.ref.sourceId}:${row.ref.ordinal}`}
          className={classes['line']}
          data-level={row.level}
          aria-current={index === data.index}
          onClick={() => onShow(row.ref)}
        >
          <span>{row.time === null ? '—' : formatTime(row.time, zone).slice(11)}</span>{' '}
          {seenText(row.message.split('\n', 1)[0] ?? '')}
        </UnstyledButton>
      ))}
    </div>
  );
}
