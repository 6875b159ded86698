import { Button, Group, TagsInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { lastName } from '#shared/model/last-name.ts';
import type { Target } from '#shared/model/note.ts';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { formatUs } from '../../ui/time.ts';
import { labelOf } from './Axis.tsx';
import type { Item } from './axis-lanes.ts';
import { useFinding } from './finding-store.ts';
import { Markdown } from './Markdown.tsx';
import { showCited } from './show-cited.ts';
import classes from './TimelineScreen.module.css';

/** One entry of the timeline: what it says, the records that it rests on, and what can be done with it. */
export function EntryDetail({ item, zone }: { item: Item; zone: string }) {
  const { t } = useTranslation();
  const { data: findings } = useCall('evidence.findings', {}, { keep: true });
  const removeFinding = useAction('evidence.removeFinding');
  const removeNote = useAction('evidence.removeNote');
  const removeMarker = useAction('evidence.removeMarker');
  const unpin = useAction('pins.remove');
  const tag = useAction('evidence.tag');
  const untag = useAction('evidence.untag');
  const finding = findings?.find(({ id }) => id === item.id);
  const target = targetOf(item);
  const setTags = (tags: string[]): void => {
    if (target === null) return;
    for (const added of tags.filter((one) => !item.tags.includes(one))) {
      tag.mutate({ target, tag: added });
    }
    for (const gone of item.tags.filter((one) => !tags.includes(one))) {
      untag.mutate({ target, tag: gone });
    }
  };
  return (
    <article className={classes['detail']} aria-label={labelOf(item, t)}>
      <h2>{labelOf(item, t)}</h2>
      <p className={classes['facts']}>
        {t(`timeline.kinds.${item.kind}`)}
        {finding !== undefined &&
          ` · ${t(`timeline.sorts.${finding.kind}`)} · ${t(`timeline.confidences.${finding.confidence}`)}`}
        {` · ${item.author}`}
      </p>
      {item.fromUs !== null && (
        <p className={classes['facts']}>
          {formatUs(item.fromUs, zone, true)}
          {item.toUs !== null && ` – ${formatUs(item.toUs, zone, true)}`}
        </p>
      )}
      {finding !== undefined && [...finding.assets, ...finding.techniques].length > 0 && (
        <p className={classes['facts']}>{[...finding.assets, ...finding.techniques].join(' · ')}</p>
      )}
      {finding?.figures.map(({ name, value, unit }) => (
        <p key={name} className={classes['facts']}>
          {name}: {value} {unit ?? ''}
        </p>
      ))}
      {item.text !== '' && <Markdown text={item.text} cited={item.cited} />}
      {target !== null && (
        <TagsInput size="xs" label={t('timeline.tags')} value={[...item.tags]} onChange={setTags} />
      )}
      {item.cited.length > 0 && (
        <section>
          <h3 className={classes['heading']}>{t('timeline.cited')}</h3>
          <ul className={classes['list']}>
            {item.cited.map((cited) => (
              <li key={cited.key} className={classes['citation']}>
                <button
                  type="button"
                  className={classes['link']}
                  disabled={cited.ref === null}
                  onClick={() => showCited(cited)}
                >
                  {cited.source === null ? t('timeline.noSource') : lastName(cited.source)}:
                  {cited.citation.line}
                </button>
                <span className={cited.standing === 'same' ? classes['facts'] : classes['warn']}>
                  {' '}
                  {t(`timeline.standing.${cited.standing}`)}
                </span>
                <div className={classes['message']}>{cited.message}</div>
              </li>
            ))}
          </ul>
        </section>
      )}
      <FailureNotice
        failure={
          removeFinding.error ?? removeNote.error ?? removeMarker.error ?? unpin.error ?? tag.error
        }
      />
      <Group gap={8} mt="sm">
        {finding !== undefined && (
          <>
            <Button size="xs" onClick={() => useFinding.getState().write({ finding })}>
              {t('timeline.change')}
            </Button>
            <Button
              size="xs"
              variant="default"
              onClick={() => removeFinding.mutate({ id: finding.id })}
            >
              {t('timeline.remove')}
            </Button>
          </>
        )}
        {item.kind === 'marker' && (
          <Button size="xs" variant="default" onClick={() => removeMarker.mutate({ id: item.id })}>
            {t('timeline.remove')}
          </Button>
        )}
        {item.kind === 'note' && (
          <Button size="xs" variant="default" onClick={() => removeNote.mutate({ id: item.id })}>
            {t('timeline.remove')}
          </Button>
        )}
        {item.kind === 'pin' && (
          <>
            <Button
              size="xs"
              onClick={() => {
                const refs = item.cited.flatMap(({ ref }) => (ref === null ? [] : [ref]));
                useFinding.getState().write({ refs, title: item.title });
              }}
            >
              {t('timeline.makeFinding')}
            </Button>
            <Button size="xs" variant="default" onClick={() => unpin.mutate({ id: item.id })}>
              {t('explore.act.unpin')}
            </Button>
          </>
        )}
      </Group>
    </article>
  );
}

function targetOf(item: Item): Target | null {
  if (item.kind === 'finding') return { on: 'finding', id: item.id };
  const record = item.cited[0]?.citation;
  return item.kind === 'pin' && record !== undefined ? { on: 'record', record } : null;
}
