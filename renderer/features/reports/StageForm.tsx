import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { ClockCard } from './ClockCard.tsx';
import { ExportReport } from './ExportReport.tsx';
import { FieldRow } from './FieldRow.tsx';
import type { ChosenReport } from './reports-store.ts';
import classes from './ReportsScreen.module.css';
import { Submissions } from './Submissions.tsx';
import { SubmitReport } from './SubmitReport.tsx';

type State = Output<'reports.state'>;

/** The questions of a stage with what is known of its deadlines, and what can be done with it. */
export function StageForm({ chosen, state }: { chosen: ChosenReport; state: State }) {
  const { t } = useTranslation();
  const [dialog, setDialog] = useState<'export' | 'submit' | null>(null);
  const missing = state.fields.filter(({ id }) => state.missing.includes(id));
  return (
    <>
      <header className={classes['head']}>
        <h1>{state.title}</h1>
        <p className={classes['law']}>
          {state.law} · {state.to}
        </p>
        <p>{state.about}</p>
        {state.note !== null && <p className={classes['note']}>{state.note}</p>}
        <Group gap="xs" mt={8}>
          <Button size="xs" onClick={() => setDialog('export')}>
            {t('reports.export')}
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={missing.length > 0}
            onClick={() => setDialog('submit')}
          >
            {t('reports.submit')}
          </Button>
        </Group>
      </header>
      {state.clocks.length > 0 && (
        <div className={classes['clocks']}>
          {state.clocks.map((clock) => (
            <ClockCard key={clock.id} clock={clock} zone={state.zone} />
          ))}
        </div>
      )}
      {state.verdict !== null && <Verdict verdict={state.verdict} />}
      <Submissions submissions={state.submissions} />
      <Missing fields={missing} />
      {state.groups.map((group) => (
        <fieldset key={group.id} className={classes['group']}>
          <legend>{group.title}</legend>
          {state.fields
            .filter((field) => field.group === group.id)
            .map((field) => (
              <FieldRow
                key={field.id}
                chosen={chosen}
                field={field}
                missing={state.missing.includes(field.id)}
              />
            ))}
        </fieldset>
      ))}
      {dialog === 'export' && (
        <ExportReport
          chosen={chosen}
          incomplete={missing.length > 0}
          contradictions={state.fields.filter(({ contradicted }) => contradicted !== null).length}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === 'submit' && <SubmitReport chosen={chosen} onClose={() => setDialog(null)} />}
    </>
  );
}

function Missing({ fields }: { fields: State['fields'] }) {
  const { t } = useTranslation();
  if (fields.length === 0) return null;
  return (
    <details className={classes['missing']}>
      <summary>{t('reports.missing', { count: fields.length })}</summary>
      <ul>
        {fields.map((field) => (
          <li key={field.id}>
            <button
              type="button"
              className={classes['link']}
              onClick={() => document.getElementById(`answer-${field.id}`)?.focus()}
            >
              {field.label}
            </button>{' '}
            <span className={classes['law']}>{field.law}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Verdict({ verdict }: { verdict: NonNullable<State['verdict']> }) {
  const { t } = useTranslation();
  return (
    <div className={classes['verdict']} role="status">
      <strong>{verdict.verdict}</strong>
      <p>{verdict.rule}</p>
      <ul>
        {verdict.criteria.map(({ title, met }) => (
          <li key={title}>
            {title}: {met ? t('reports.met') : t('reports.notMet')}
          </li>
        ))}
      </ul>
    </div>
  );
}
