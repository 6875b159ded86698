import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { lastName } from '#shared/model/last-name.ts';
import { useApp } from '../../app/index.ts';
import { useAction } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { usePlaybooks } from '../playbooks/playbooks-store.ts';
import { showCited } from '../timeline/show-cited.ts';
import classes from './AssistantScreen.module.css';
import { StatementList } from './StatementList.tsx';
import { StepList } from './StepList.tsx';

export type Exchange = Output<'assistant.history'>[number];

interface Props {
  readonly exchange: Exchange;
  readonly zone: string;
  /** Another question is being answered. */
  readonly busy: boolean;
  onEdit(exchange: Exchange): void;
  onAgain(exchange: Exchange): void;
}

/** A question, its answer, the records it cites, and what can be done with it. */
export function ExchangeView({ exchange, zone, busy, onEdit, onAgain }: Props) {
  const { t } = useTranslation();
  const keep = useAction('assistant.keep');
  const remove = useAction('assistant.remove');
  const asPlaybook = useAction('playbooks.fromAnswer');
  const { id, question, answer, answerer, cited, author, at } = exchange;
  return (
    <article className={classes['exchange']} aria-label={question}>
      <h2 className={classes['question']}>{question}</h2>
      <p className={classes['facts']}>
        {author} · {at.replace('T', ' ').slice(0, 16)} ·{' '}
        {answerer.provider === 'offline'
          ? t('assistant.offline')
          : [answerer.provider, answerer.model].filter((part) => part !== null).join(' ')}
        {!answer.known && <span className={classes['warn']}> · {t('assistant.unknown')}</span>}
      </p>
      <StatementList statements={answer.statements} cited={cited} zone={zone} />
      {cited.length > 0 && (
        <details className={classes['cited']}>
          <summary>{t('assistant.cited', { count: cited.length })}</summary>
          <ol>
            {cited.map((one, position) => (
              // oxlint-disable-next-line react/no-array-index-key -- their position is their name
              <li key={position}>
                <button
                  type="button"
                  className={classes['source']}
                  disabled={one.ref === null}
                  onClick={() => showCited(one)}
                >
                  {one.source === null ? t('timeline.noSource') : lastName(one.source)}:
                  {one.citation.line}
                </button>
                {one.standing !== 'same' && (
                  <span className={classes['warn']}> {t(`timeline.standing.${one.standing}`)}</span>
                )}
                <span className={classes['message']}>{one.message}</span>
              </li>
            ))}
          </ol>
        </details>
      )}
      <StepList steps={answer.steps} running={false} />
      <FailureNotice failure={keep.error ?? remove.error ?? asPlaybook.error} />
      <Group gap={8} mt={8}>
        <Button
          size="compact-xs"
          loading={keep.isPending}
          onClick={() =>
            keep.mutate(
              { id },
              {
                onSuccess: () =>
                  useApp.getState().notify({ kind: 'info', text: t('assistant.kept') }),
              },
            )
          }
        >
          {t('assistant.keep')}
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          loading={asPlaybook.isPending}
          onClick={() =>
            asPlaybook.mutate(
              { id },
              {
                onSuccess: ({ text }) => {
                  usePlaybooks.getState().show({ kind: 'edit', text, before: null });
                  useApp.getState().go('playbooks');
                },
              },
            )
          }
        >
          {t('playbooks.make')}
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          disabled={busy}
          onClick={() => onEdit(exchange)}
        >
          {t('assistant.edit')}
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          disabled={busy}
          onClick={() => onAgain(exchange)}
        >
          {t('assistant.again')}
        </Button>
        <Button size="compact-xs" variant="subtle" onClick={() => remove.mutate({ id })}>
          {t('assistant.remove')}
        </Button>
      </Group>
    </article>
  );
}
