import { Button, Group, Textarea } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { labelOf } from './Axis.tsx';
import type { Item } from './axis-lanes.ts';
import { Markdown } from './Markdown.tsx';
import classes from './TimelineScreen.module.css';

/** The story as told, in Markdown, with links to records that stay live. */
export function Narrative({ chosen }: { chosen: Item | undefined }) {
  const { t } = useTranslation();
  const { data, error } = useCall('evidence.narrative', {}, { keep: true });
  const save = useAction('evidence.setNarrative');
  const [draft, setDraft] = useState<string | null>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  if (data === undefined) return <FailureNotice failure={error} />;
  const cited = chosen?.cited[0];
  const insert = (): void => {
    if (cited === undefined || chosen === undefined) return;
    const label = labelOf(chosen, t).replaceAll(/[[\]]/g, '').slice(0, 60);
    const link = `[${label}](record:${cited.key})`;
    const at = area.current?.selectionStart ?? draft?.length ?? 0;
    setDraft((text) => `${(text ?? '').slice(0, at)}${link}${(text ?? '').slice(at)}`);
  };
  return (
    <section className={classes['panel']} aria-label={t('timeline.narrative')}>
      {draft === null ? (
        <>
          {data.text === '' ? (
            <p className={classes['hint']}>{t('timeline.narrativeEmpty')}</p>
          ) : (
            <Markdown text={data.text} cited={data.cited} />
          )}
          <Button size="xs" mt="sm" onClick={() => setDraft(data.text)}>
            {t('timeline.write')}
          </Button>
        </>
      ) : (
        <>
          <Textarea
            ref={area}
            autosize
            minRows={12}
            maxRows={30}
            label={t('timeline.narrative')}
            description={t('timeline.markdown')}
            value={draft}
            onChange={(event) => setDraft(event.currentTarget.value)}
          />
          <FailureNotice failure={save.error} />
          <Group gap={8} mt="sm">
            <Button
              size="xs"
              loading={save.isPending}
              onClick={() => save.mutate({ text: draft }, { onSuccess: () => setDraft(null) })}
            >
              {t('timeline.saveNarrative')}
            </Button>
            <Button size="xs" variant="default" disabled={cited === undefined} onClick={insert}>
              {t('timeline.citeChosen')}
            </Button>
            <Button size="xs" variant="default" onClick={() => setDraft(null)}>
              {t('timeline.cancel')}
            </Button>
          </Group>
        </>
      )}
    </section>
  );
}
