import { Button, Group, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { timeContradictions } from '#shared/model/incident-order.ts';
import { lastName } from '#shared/model/last-name.ts';
import { parseTimeValue } from '#shared/query/index.ts';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { formatUs } from '../../ui/time.ts';
import type { Item } from './axis-lanes.ts';
import { showCited } from './show-cited.ts';
import classes from './TimelineScreen.module.css';

type Time = Output<'evidence.times'>[number];

/** The times that deadlines are counted from, side by side, each with what it rests on. */
export function IncidentTimes({ zone, chosen }: { zone: string; chosen: Item | undefined }) {
  const { t } = useTranslation();
  const { data: times } = useCall('evidence.times', {}, { keep: true });
  const contradictions = timeContradictions(
    (name) => times?.find((time) => time.name === name)?.time ?? null,
  );
  return (
    <section className={classes['panel']} aria-label={t('timeline.times.title')}>
      <p className={classes['hint']}>{t('timeline.times.hint')}</p>
      {contradictions.map(({ earlier, later }) => (
        <p key={`${earlier} ${later}`} className={classes['warn']} role="status">
          {t('timeline.times.contradiction', {
            earlier: t(`timeline.sorts.${earlier}`),
            later: t(`timeline.sorts.${later}`),
          })}
        </p>
      ))}
      <dl className={classes['times']}>
        {times?.map((time) => (
          <TimeRow key={time.name} time={time} zone={zone} chosen={chosen} />
        ))}
      </dl>
    </section>
  );
}

function TimeRow({ time, zone, chosen }: { time: Time; zone: string; chosen: Item | undefined }) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState(false);
  const set = useAction('evidence.setTime');
  const known = time.time;
  const cited = chosen?.cited[0];
  const provenance = known?.provenance;
  return (
    <div className={classes['timeRow']}>
      <dt>{t(`timeline.sorts.${time.name}`)}</dt>
      <dd>
        {known === null ? (
          <span className={classes['facts']}>{t('timeline.times.unknown')}</span>
        ) : (
          <>
            <strong>{formatUs(known.us, zone, true)}</strong>
            <div className={classes['facts']}>
              {provenance?.by === 'statement' && `${provenance.who}: ${provenance.text}`}
              {time.cited !== null && (
                <button
                  type="button"
                  className={classes['link']}
                  onClick={() => time.cited !== null && showCited(time.cited)}
                >
                  {lastName(time.cited.source ?? '')}:{time.cited.citation.line}
                </button>
              )}
            </div>
            <div className={classes['facts']}>
              {t('timeline.times.setBy', {
                author: known.author,
                at: known.setAt.slice(0, 16).replace('T', ' '),
              })}
            </div>
          </>
        )}
        <Group gap={4}>
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => setEditing(!editing)}
            aria-label={t('timeline.times.setOf', { name: t(`timeline.sorts.${time.name}`) })}
          >
            {t('timeline.times.set')}
          </Button>
          {cited !== undefined && cited.us !== null && (
            <Button
              size="compact-xs"
              variant="default"
              onClick={() =>
                set.mutate({
                  name: time.name,
                  time: {
                    us: cited.us ?? 0,
                    withinUs: 0,
                    provenance: { by: 'record', record: cited.citation },
                    note: '',
                  },
                })
              }
            >
              {t('timeline.times.fromChosen')}
            </Button>
          )}
          {known !== null && (
            <Button
              size="compact-xs"
              variant="subtle"
              onClick={() => set.mutate({ name: time.name, time: null })}
            >
              {t('timeline.times.clear')}
            </Button>
          )}
        </Group>
        {editing && <TimeForm name={time.name} zone={zone} onDone={() => setEditing(false)} />}
        <FailureNotice failure={set.error} />
      </dd>
    </div>
  );
}

function TimeForm({ name, zone, onDone }: { name: Time['name']; zone: string; onDone(): void }) {
  const { t } = useTranslation();
  const { data: state } = useCall('app.state', {}, { keep: true });
  const [text, setText] = useState('');
  const [who, setWho] = useState(state?.profileName ?? '');
  const [words, setWords] = useState('');
  const set = useAction('evidence.setTime');
  const us = parseTimeValue(text.trim(), zone)?.fromUs ?? null;
  return (
    <form
      className={classes['timeForm']}
      onSubmit={(event) => {
        event.preventDefault();
        if (us === null) return;
        const provenance = { by: 'statement', who, text: words } as const;
        set.mutate(
          { name, time: { us, withinUs: 0, provenance, note: '' } },
          { onSuccess: onDone },
        );
      }}
    >
      <TextInput
        size="xs"
        label={t('timeline.times.when', { zone })}
        value={text}
        error={text !== '' && us === null ? t('explore.goto.bad') : null}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <TextInput
        size="xs"
        label={t('timeline.times.who')}
        value={who}
        onChange={(event) => setWho(event.currentTarget.value)}
      />
      <TextInput
        size="xs"
        label={t('timeline.times.words')}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      <Button size="xs" type="submit" disabled={us === null}>
        {t('timeline.times.save')}
      </Button>
    </form>
  );
}
