import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { OFFLINE } from '#shared/model/answer.ts';
import { MOST_WORDS } from '#shared/model/worded-query.ts';
import { parseQuery } from '#shared/query/index.ts';
import { ContractFailure, useCall, useClient } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { formatNumber } from '../../ui/number.ts';
import { useAsking } from './asking-store.ts';
import { LeavingView } from './LeavingView.tsx';
import classes from './WordsDialog.module.css';

type Worded = Output<'assistant.words'>;

interface Props {
  /** Words to begin with; they are read at once. */
  readonly words: string;
  onClose(): void;
  /** Somebody saw the query and wants it. */
  onAccept(query: string): void;
}

/** A wish in words, and the query that it is read as: shown with what each part came from, and run only when accepted. */
export function WordsDialog({ words: first, onClose, onAccept }: Props) {
  const { t } = useTranslation();
  const [words, setWords] = useState(first);
  const { read, worded, busy, failure, forget } = useWords();
  const { data: waiting } = useCall('assistant.waiting', {}, { keep: true });
  useEffect(() => {
    if (first.trim() !== '') read(first);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- what the dialog was opened with is read once
  }, []);
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('assistant.words.title')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form
        className={classes['wish']}
        onSubmit={(event) => {
          event.preventDefault();
          if (words.trim() !== '') read(words);
        }}
      >
        <TextInput
          data-autofocus
          className={classes['field']}
          label={t('assistant.words.label')}
          description={t('assistant.words.hint')}
          placeholder={t('assistant.words.placeholder')}
          maxLength={MOST_WORDS}
          value={words}
          onChange={(event) => {
            setWords(event.currentTarget.value);
            forget();
          }}
        />
        <Button
          type="submit"
          {...(worded === null ? {} : { variant: 'default' })}
          disabled={busy || words.trim() === ''}
        >
          {t('assistant.words.read')}
        </Button>
      </form>
      <p className={classes['facts']} role="status">
        {busy ? t('assistant.words.reading') : ''}
      </p>
      {busy && waiting?.leaving != null && (
        <LeavingView key={waiting.leaving.id} leaving={waiting.leaving} />
      )}
      <FailureNotice failure={failure} />
      {worded !== null && <Understood worded={worded} onAccept={onAccept} />}
    </Modal>
  );
}

/** The query that words were read as. */
function Understood({ worded, onAccept }: { worded: Worded; onAccept(query: string): void }) {
  const { t } = useTranslation();
  const { parts, unread, total, instead, answerer, note } = worded;
  const [query, setQuery] = useState(worded.query);
  const accept = useRef<HTMLButtonElement>(null);
  useEffect(() => accept.current?.focus(), []);
  const parsed = parseQuery(query);
  const by = answerer.provider === OFFLINE.provider ? null : answerer;
  return (
    <form
      className={classes['understood']}
      aria-label={t('assistant.words.query')}
      onSubmit={(event) => {
        event.preventDefault();
        if (parsed.ok) onAccept(query.trim());
      }}
    >
      {note !== null && <p className={classes['note']}>{note}</p>}
      <TextInput
        label={t('assistant.words.query')}
        description={
          query.trim() === worded.query
            ? t(query === '' ? 'assistant.words.everything' : 'assistant.words.finds', {
                count: total,
                found: formatNumber(total),
              })
            : t('assistant.words.changed')
        }
        classNames={{ input: classes['query'] ?? '' }}
        spellCheck={false}
        autoComplete="off"
        value={query}
        error={parsed.ok ? null : parsed.error.message}
        onChange={(event) => setQuery(event.currentTarget.value)}
      />
      <table className={classes['parts']}>
        <caption>{t('assistant.words.parts')}</caption>
        <tbody>
          {parts.map((part, at) => (
            // oxlint-disable-next-line react/no-array-index-key -- the same words may stand twice
            <tr key={at}>
              <th scope="row">{part.words}</th>
              <td>
                <code>{part.condition}</code>
                {part.note !== null && <span className={classes['facts']}> {part.note}</span>}
              </td>
            </tr>
          ))}
          {unread.map((one, at) => (
            // oxlint-disable-next-line react/no-array-index-key -- the same words may stand twice
            <tr key={`unread ${at}`} className={classes['unread']}>
              <th scope="row">{one.words}</th>
              <td>{t('assistant.words.unread', { why: one.why })}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={classes['facts']}>
        {by === null
          ? t('assistant.words.byUs')
          : t('assistant.words.byModel', { provider: by.provider, model: by.model ?? '' })}
      </p>
      <Group gap={8}>
        <Button ref={accept} type="submit" disabled={!parsed.ok}>
          {t('assistant.words.run')}
        </Button>
        {instead !== null && (
          <Button variant="default" onClick={() => setQuery(instead.query)}>
            {t('assistant.words.instead', {
              count: instead.total,
              found: formatNumber(instead.total),
            })}
          </Button>
        )}
      </Group>
    </form>
  );
}

/** Has words read, one wish at a time: a later one stops the one before. */
function useWords() {
  const client = useClient();
  const provider = useAsking((store) => store.answerer);
  const [worded, setWorded] = useState<Worded | null>(null);
  const [failure, setFailure] = useState<ContractFailure | null>(null);
  const [busy, setBusy] = useState(false);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);
  const forget = (): void => {
    stop.current?.abort();
    stop.current = null;
    setWorded(null);
    setFailure(null);
    setBusy(false);
  };
  const read = (words: string): void => {
    forget();
    const own = new AbortController();
    stop.current = own;
    setBusy(true);
    client
      .call('assistant.words', { words, provider }, own.signal)
      .then((found) => {
        if (stop.current === own) setWorded(found);
      })
      .catch((error: unknown) => {
        if (stop.current === own && error instanceof ContractFailure) setFailure(error);
      })
      .finally(() => {
        if (stop.current === own) setBusy(false);
      });
  };
  return { read, worded, busy, failure, forget };
}
