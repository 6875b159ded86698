import { Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { formatRelative } from '../../ui/time.ts';
import { Section } from './Section.tsx';
import { StepUpNotice } from './StepUpNotice.tsx';
import classes from './TeamScreen.module.css';

type Kept = Output<'tenant.keptCases'>[number];

const ago = (time: string): string => formatRelative(Date.parse(time) * 1000);

/** How the team's cases are kept on its server; a lead or admin decides it, an auditor sees it. */
export function KeptCases({ mayDecide }: { mayDecide: boolean }) {
  const { t } = useTranslation();
  const { data: cases, error } = useCall('tenant.keptCases', {}, { keep: true });
  return (
    <Section title={t('team.kept.title')}>
      <p className={classes['dim']}>{t('team.kept.about')}</p>
      <FailureNotice failure={error} />
      {cases?.length === 0 && <p className={classes['dim']}>{t('team.kept.none')}</p>}
      <ul className={classes['list']}>
        {(cases ?? []).map((kept) => (
          <KeptCase key={kept.caseId} kept={kept} mayDecide={mayDecide} />
        ))}
      </ul>
    </Section>
  );
}

function KeptCase({ kept, mayDecide }: { kept: Kept; mayDecide: boolean }) {
  const { t } = useTranslation();
  const { caseId, name, sharedBy, sharedAt, hold } = kept;
  const shown = name ?? caseId;
  return (
    <li>
      <p>
        <span className={classes['wrap']}>{shown}</span>{' '}
        <span className={classes['dim']}>
          {t('team.kept.shared', { name: sharedBy, ago: ago(sharedAt) })}
        </span>
      </p>
      {hold !== null && (
        <p>
          <strong>{t('team.kept.held', { reason: hold.reason })}</strong>{' '}
          <span className={classes['dim']}>
            {t('team.kept.heldBy', { name: hold.by, ago: ago(hold.at) })}
          </span>
        </p>
      )}
      {mayDecide &&
        (hold === null ? (
          <Decision caseId={caseId} shown={shown} call="tenant.holdCase" words="hold" />
        ) : (
          <Decision caseId={caseId} shown={shown} call="tenant.liftHold" words="lift" />
        ))}
    </li>
  );
}

interface Decided {
  readonly caseId: string;
  readonly shown: string;
  readonly call: 'tenant.holdCase' | 'tenant.liftHold';
  readonly words: 'hold' | 'lift';
}

/** Something that is decided about a case: a button, and what is asked when it is pressed. */
function Decision(decided: Decided) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  if (open) return <Reason {...decided} close={() => setOpen(false)} />;
  return (
    <Button
      size="compact-xs"
      variant="default"
      aria-label={t(`team.kept.${decided.words}Named`, { name: decided.shown })}
      onClick={() => setOpen(true)}
    >
      {t(`team.kept.${decided.words}`)}
    </Button>
  );
}

/** Asks for the reason, and for a second factor just now. */
function Reason({ caseId, call, words, close }: Decided & { close: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const act = useAction(call);
  const [reason, setReason] = useState('');
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const done = {
    onSuccess: () => {
      close();
      void queries.invalidateQueries({ queryKey: ['tenant.keptCases'] });
    },
  };
  const decide = (): void => act.mutate({ caseId, reason }, done);
  return (
    <>
      <form
        className={classes['inline']}
        onSubmit={(event) => {
          event.preventDefault();
          decide();
        }}
      >
        <TextInput
          ref={first}
          size="xs"
          flex={1}
          miw={220}
          label={t(`team.kept.${words}Reason`)}
          maxLength={1000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Button size="xs" type="submit" disabled={reason.trim() === ''} loading={act.isPending}>
          {t(`team.kept.${words}Now`)}
        </Button>
        <Button size="xs" variant="default" onClick={close}>
          {t('team.cancel')}
        </Button>
      </form>
      <StepUpNotice failure={act.error} retry={decide} />
    </>
  );
}
