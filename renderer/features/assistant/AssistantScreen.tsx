import { Button, Select, Textarea } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { SUMMARY_READERS } from '#shared/model/answer.ts';
import { MOST_WORDS } from '#shared/model/worded-query.ts';
import { displayZone, useShortcuts } from '../../app/index.ts';
import { useCall } from '../../client/index.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { showRecords } from '../hypotheses/show-records.ts';
import { useAsking } from './asking-store.ts';
import classes from './AssistantScreen.module.css';
import { ExchangeView, type Exchange } from './ExchangeView.tsx';
import { LeavingView } from './LeavingView.tsx';
import { StatementList } from './StatementList.tsx';
import { StepList } from './StepList.tsx';
import { useAsk } from './use-ask.ts';
import { WordsDialog } from './WordsDialog.tsx';

const LONGEST = 4000;
const SUGGESTED = ['summary', 'why', 'when', 'who', 'changed', 'next'] as const;

/** Asks questions about the case. Enter asks, Escape stops, / goes to the question. */
export function AssistantScreen() {
  const { t } = useTranslation();
  const history = useCall('assistant.history', {}, { keep: true });
  const { data: state } = useCall('app.state', {}, { keep: true });
  const zone = state === undefined ? 'UTC' : displayZone(state);
  const asking = useAsking((store) => store.asking);
  const stop = useAsking((store) => store.stop);
  const { ask, arrived, failure } = useAsk();
  const { data: waiting } = useCall('assistant.waiting', {}, { keep: true });
  const { data: models } = useCall('providers.list', {}, { keep: true });
  const provider = useAsking((store) => store.answerer);
  const setProvider = useAsking((store) => store.setAnswerer);
  const [text, setText] = useState('');
  const [edited, setEdited] = useState<string | null>(null);
  const [wish, setWish] = useState<string | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const talk = useRef<HTMLDivElement>(null);
  const busy = asking !== null;
  const exchanges = history.data ?? [];
  const shown = exchanges.filter(({ id }) => id !== asking?.replaces);
  const latest = exchanges.at(-1)?.id;

  // The question stays at the top, so that nothing that is being read jumps while more arrives.
  useEffect(() => {
    talk.current?.querySelector('article:last-of-type')?.scrollIntoView({ block: 'start' });
  }, [latest, busy]);

  const put = (question: string, replaces: string | null): void => {
    const trimmed = question.trim();
    if (trimmed === '' || busy) return;
    setText('');
    setEdited(null);
    void ask(trimmed, replaces, provider);
  };
  const edit = ({ id, question }: Exchange): void => {
    setText(question);
    setEdited(id);
    field.current?.focus();
  };
  useShortcuts(t('rail.assistant'), [
    { keys: '/', title: t('assistant.toQuestion'), run: () => field.current?.focus() },
    { keys: 'Escape', title: t('assistant.stop'), run: stop },
  ]);

  if (history.error !== null) {
    return <EmptyState title={t('assistant.failed')} text={history.error.message} />;
  }
  return (
    <div className={classes['screen']}>
      <div
        ref={talk}
        className={classes['talk']}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and must by keyboard
        tabIndex={0}
        role="region"
        aria-label={t('assistant.talk')}
      >
        {history.data !== undefined && shown.length === 0 && !busy && (
          <EmptyState title={t('assistant.empty')} text={t('assistant.emptyText')} />
        )}
        {shown.map((exchange) => (
          <ExchangeView
            key={exchange.id}
            exchange={exchange}
            zone={zone}
            busy={busy}
            onEdit={edit}
            onAgain={({ id, question }) => put(question, id)}
          />
        ))}
        {asking !== null && (
          <article className={classes['exchange']} aria-label={asking.question} aria-busy="true">
            <h2 className={classes['question']}>{asking.question}</h2>
            <p className={classes['facts']} role="status">
              {t('assistant.looking')}
            </p>
            <StepList steps={arrived.steps} running />
            {waiting?.leaving != null && (
              <LeavingView key={waiting.leaving.id} leaving={waiting.leaving} />
            )}
            {arrived.saying.trim() !== '' && (
              <p className={classes['saying']}>
                <span className={classes['facts']}>{t('assistant.saying')}</span> {arrived.saying}
              </p>
            )}
            <StatementList statements={arrived.statements} cited={null} zone={zone} />
          </article>
        )}
        <FailureNotice failure={failure} />
      </div>
      <form
        className={classes['composer']}
        data-bottom-line
        onSubmit={(event) => {
          event.preventDefault();
          put(text, edited);
        }}
      >
        <div className={classes['suggestions']}>
          {SUGGESTED.map((topic) => (
            <Button
              key={topic}
              size="compact-xs"
              variant="default"
              disabled={busy}
              onClick={() => put(t(`assistant.suggested.${topic}`), null)}
            >
              {t(`assistant.suggested.${topic}`)}
            </Button>
          ))}
          <span className={classes['group']}>{t('assistant.summaryFor')}</span>
          {SUMMARY_READERS.map((reader) => (
            <Button
              key={reader}
              size="compact-xs"
              variant="default"
              disabled={busy}
              aria-label={t(`assistant.readers.${reader}.question`)}
              onClick={() => put(t(`assistant.readers.${reader}.question`), null)}
            >
              {t(`assistant.readers.${reader}.name`)}
            </Button>
          ))}
        </div>
        <div className={classes['line']}>
          <Textarea
            ref={field}
            className={classes['field']}
            aria-label={t('assistant.question')}
            placeholder={t('assistant.placeholder')}
            autosize
            minRows={1}
            maxRows={6}
            maxLength={LONGEST}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape') {
                stop();
                setEdited(null);
              }
              if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
              event.preventDefault();
              put(text, edited);
            }}
          />
          {models !== undefined && models.providers.length > 0 && (
            <Select
              className={classes['answerer']}
              aria-label={t('assistant.answerer')}
              clearable
              placeholder={routed(models) ?? t('assistant.offline')}
              value={provider}
              onChange={setProvider}
              data={[
                { value: 'offline', label: t('assistant.offline') },
                ...models.providers.flatMap(({ id, models: known }) =>
                  known.map((model) => ({
                    value: `${id}/${model.id}`,
                    label: `${id} ${model.id}`,
                  })),
                ),
              ]}
            />
          )}
          <Button
            variant="default"
            disabled={busy || text.trim() === ''}
            onClick={() => setWish(text)}
          >
            {t('assistant.words.open')}
          </Button>
          {busy ? (
            <Button variant="default" onClick={stop}>
              {t('assistant.stop')}
            </Button>
          ) : (
            <Button type="submit" disabled={text.trim() === ''}>
              {t(edited === null ? 'assistant.ask' : 'assistant.askEdited')}
            </Button>
          )}
        </div>
        <p className={classes['facts']}>
          {t(
            provider === 'offline' || (provider === null && routed(models) === null)
              ? 'assistant.how'
              : 'assistant.howModel',
          )}
        </p>
      </form>
      {wish !== null && (
        <WordsDialog
          words={wish.slice(0, MOST_WORDS)}
          onClose={() => setWish(null)}
          onAccept={(query) => {
            setWish(null);
            showRecords(query, null, null);
          }}
        />
      )}
    </div>
  );
}

/** Whom questions go to unless another is chosen; null: nobody outside the app. */
function routed(models: Output<'providers.list'> | undefined): string | null {
  const [first] = models?.routes.answer ?? [];
  return first === undefined ? null : `${first.provider} ${first.model}`;
}
