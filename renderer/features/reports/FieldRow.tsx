import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../client/index.ts';
import { DraftAnswer } from './DraftAnswer.tsx';
import type { Answer, Field } from './field.ts';
import { FieldInput } from './FieldInput.tsx';
import type { ChosenReport } from './reports-store.ts';
import classes from './ReportsScreen.module.css';

/** A question with its help and its place in the law. What is typed is kept when the field is left. */
export function FieldRow({
  chosen,
  field,
  missing,
}: {
  chosen: ChosenReport;
  field: Field;
  missing: boolean;
}) {
  const { t } = useTranslation();
  const { mutate, error, reset } = useAction('reports.answer');
  const [justifying, setJustifying] = useState(field.justified !== null);
  const [drafting, setDrafting] = useState(false);
  const answer = (value: Answer): void => {
    reset();
    mutate({ framework: chosen.framework, field: field.id, answer: value });
  };
  const marks = [
    field.mandatory ? t(field.late ? 'reports.mandatoryLate' : 'reports.mandatory') : '',
    field.filled ? t('reports.filled') : '',
  ].filter((mark) => mark !== '');
  const described = `help-${field.id}`;
  return (
    <div className={classes['field']} data-missing={missing}>
      <div className={classes['labelLine']}>
        <label htmlFor={`answer-${field.id}`} id={`label-${field.id}`}>
          {/^\d+\.\d+$/.test(field.id) && <span className={classes['number']}>{field.id}</span>}
          {field.label}
        </label>
        {marks.length > 0 && <span className={classes['marks']}>{marks.join(' · ')}</span>}
      </div>
      {justifying ? (
        <Textarea
          id={`answer-${field.id}`}
          aria-describedby={described}
          autosize
          minRows={2}
          placeholder={t('reports.reason')}
          defaultValue={field.justified ?? ''}
          onBlur={(event) => {
            const justified = event.currentTarget.value.trim();
            if (justified !== (field.justified ?? '')) {
              answer(justified === '' ? null : { justified });
            }
          }}
        />
      ) : (
        <FieldInput
          key={JSON.stringify(field.value)}
          field={field}
          describedBy={described}
          onAnswer={answer}
        />
      )}
      {drafting && (
        <DraftAnswer
          chosen={chosen}
          field={field}
          onClose={() => setDrafting(false)}
          onAccept={(text) => {
            answer(text);
            setDrafting(false);
          }}
        />
      )}
      {field.contradicted !== null && (
        <div className={classes['problem']} role="status">
          {t('reports.contradicted', { expected: field.contradicted })}
        </div>
      )}
      {error !== null && (
        <div className={classes['problem']} role="alert">
          {error.message}
        </div>
      )}
      <div className={classes['help']} id={described}>
        <span>
          {field.help !== null && `${field.help} `}
          <span className={classes['law']}>{field.law}</span>
          {field.note !== null && <span className={classes['note']}> {field.note}</span>}
        </span>
        {field.narrative && !justifying && !drafting && (
          <Button
            size="compact-xs"
            variant="subtle"
            aria-describedby={`label-${field.id}`}
            onClick={() => setDrafting(true)}
          >
            {t('reports.draft.begin')}
          </Button>
        )}
        {(field.mandatory || justifying) && (
          <Button
            size="compact-xs"
            variant="subtle"
            aria-describedby={`label-${field.id}`}
            onClick={() => {
              if (justifying && field.justified !== null) answer(null);
              setJustifying(!justifying);
            }}
          >
            {t(justifying ? 'reports.answerInstead' : 'reports.noAnswer')}
          </Button>
        )}
      </div>
    </div>
  );
}
