import { Button, Group, Textarea } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { OFFLINE } from '#shared/model/answer.ts';
import { ContractFailure, useCall, useClient } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { useAsking } from '../assistant/asking-store.ts';
import { Mark } from '../assistant/CitationMark.tsx';
import { LeavingView } from '../assistant/LeavingView.tsx';
import type { Field } from './field.ts';
import classes from './DraftAnswer.module.css';
import type { ChosenReport } from './reports-store.ts';

type Drafted = Output<'reports.draft'>;

interface Props {
  readonly chosen: ChosenReport;
  readonly field: Field;
  onClose(): void;
  /** Somebody read the draft and takes it, as it was edited. */
  onAccept(text: string): void;
}

/** A draft for a question: its sentences with the records behind them, and the text that they make until it is accepted. */
export function DraftAnswer({ chosen, field, onClose, onAccept }: Props) {
  const { t } = useTranslation();
  const { drafted, failure, busy } = useDraft(chosen, field.id);
  const { data: waiting } = useCall('assistant.waiting', {}, { keep: true });
  return (
    <section
      className={classes['draft']}
      aria-label={t('reports.draft.title', { label: field.label })}
    >
      <p className={classes['facts']} role="status">
        {busy ? t('reports.draft.looking') : ''}
      </p>
      {busy && waiting?.leaving != null && (
        <LeavingView key={waiting.leaving.id} leaving={waiting.leaving} />
      )}
      <FailureNotice failure={failure} />
      {drafted !== null && drafted.sentences.length > 0 ? (
        <Draft drafted={drafted} field={field} onAccept={onAccept} onClose={onClose} />
      ) : (
        <>
          {drafted !== null && <p>{drafted.unknown ?? t('reports.draft.nothing')}</p>}
          <Group gap={8}>
            <Button size="compact-xs" variant="default" onClick={onClose}>
              {t('reports.draft.close')}
            </Button>
          </Group>
        </>
      )}
    </section>
  );
}

/** What no record shows is beside the text and goes into it only when somebody puts it there. */
function Draft({
  drafted: { sentences, cited, answerer, note },
  field,
  onAccept,
  onClose,
}: Omit<Props, 'chosen'> & { drafted: Drafted }) {
  const { t } = useTranslation();
  const [text, setText] = useState(() =>
    sentences
      .filter(({ standing }) => standing === 'supported')
      .map(({ written }) => written)
      .join(' '),
  );
  const input = useRef<HTMLTextAreaElement>(null);
  useEffect(() => input.current?.focus(), []);
  const offline = answerer.provider === OFFLINE.provider;
  return (
    <>
      {note !== null && <p className={classes['facts']}>{note}</p>}
      <ol className={classes['sentences']}>
        {sentences.map((sentence, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- a draft does not change
          <li key={at} data-standing={sentence.standing}>
            {sentence.text}
            {sentence.cites.map((position) => (
              <Mark key={position} position={position} cited={cited[position]} />
            ))}
            {sentence.standing !== 'supported' && (
              <>
                {' '}
                <span className={classes['doubt']}>
                  {t(`reports.draft.standing.${sentence.standing}`)}
                </span>{' '}
                <Button
                  size="compact-xs"
                  variant="subtle"
                  disabled={text.includes(sentence.written)}
                  aria-label={t('reports.draft.putInLabel', { text: sentence.text })}
                  onClick={() => setText(`${text} ${sentence.written}`.trim())}
                >
                  {t('reports.draft.putIn')}
                </Button>
              </>
            )}
          </li>
        ))}
      </ol>
      <Textarea
        ref={input}
        label={t('reports.draft.text')}
        autosize
        minRows={3}
        maxRows={16}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <p className={classes['facts']}>
        {offline
          ? t('reports.draft.byUs')
          : t('reports.draft.byModel', {
              provider: answerer.provider,
              model: answerer.model ?? '',
            })}
      </p>
      <Group gap={8}>
        <Button size="compact-sm" disabled={text.trim() === ''} onClick={() => onAccept(text)}>
          {t(field.value === null ? 'reports.draft.accept' : 'reports.draft.replace')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={onClose}>
          {t('reports.draft.discard')}
        </Button>
      </Group>
    </>
  );
}

/** Asks for a draft once; stops asking when it is closed. */
function useDraft({ framework, stage }: ChosenReport, field: string) {
  const client = useClient();
  const provider = useAsking((store) => store.answerer);
  const [drafted, setDrafted] = useState<Drafted | null>(null);
  const [failure, setFailure] = useState<ContractFailure | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    client
      .call('reports.draft', { framework, stage, field, provider }, stop.signal)
      .then((found) => {
        if (!stop.signal.aborted) setDrafted(found);
      })
      .catch((error: unknown) => {
        if (!stop.signal.aborted && error instanceof ContractFailure) setFailure(error);
      });
    return () => stop.abort();
  }, [client, framework, stage, field, provider]);
  return { drafted, failure, busy: drafted === null && failure === null };
}
