import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { STATEMENT_PARTS } from '#shared/model/answer.ts';
import { formatUs } from '../../ui/time.ts';
import { compareAround, showRecords } from '../hypotheses/show-records.ts';
import classes from './AssistantScreen.module.css';
import { Mark, type Cited } from './CitationMark.tsx';
import type { Statement } from './use-ask.ts';

/** The sentences of an answer, each with the records that it rests on. `cited` null: it is still being written. */
export function StatementList({
  statements,
  cited,
  zone,
}: {
  statements: readonly Statement[];
  cited: readonly Cited[] | null;
  zone: string;
}) {
  const { t } = useTranslation();
  return STATEMENT_PARTS.map((part) => {
    const own = statements.filter((statement) => statement.part === part);
    if (own.length === 0) return null;
    return (
      <section key={part}>
        {part !== 'answer' && (
          <h3 className={classes['heading']}>{t(`assistant.parts.${part}`)}</h3>
        )}
        <ol className={classes['statements']}>
          {own.map((statement, at) => (
            // oxlint-disable-next-line react/no-array-index-key -- an answer is only added to
            <li key={at} className={classes['statement']}>
              <span className={classes['when']}>
                {statement.us === null ? '' : formatUs(statement.us, zone)}
              </span>
              <span className={classes['said']}>
                {statement.text}
                {statement.cites.map((position) => (
                  <Mark key={position} position={position} cited={cited?.[position]} />
                ))}
                {statement.standing === 'unsupported' && (
                  <span className={classes['warn']}> {t('assistant.unsupported')}</span>
                )}
                <Look look={statement.look} />
              </span>
            </li>
          ))}
        </ol>
      </section>
    );
  });
}

function Look({ look }: { look: Statement['look'] }) {
  const { t } = useTranslation();
  if (look === null) return null;
  const { query, fromUs, toUs, splitUs } = look;
  return (
    <UnstyledButton
      className={classes['look']}
      onClick={() => (splitUs === null ? showRecords(query, fromUs, toUs) : compareAround(splitUs))}
    >
      {t(splitUs === null ? 'assistant.records' : 'assistant.compare')}
    </UnstyledButton>
  );
}
