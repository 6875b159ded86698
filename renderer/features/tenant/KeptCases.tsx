import { Button, Group, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { formatRelative } from '../../ui/time.ts';
import { ChangedNotice } from './ChangedNotice.tsx';
import { Section } from './Section.tsx';
import { StepUpNotice } from './StepUpNotice.tsx';
import { useKeptChanged } from './use-kept-changed.ts';
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
  const { caseId, name, sharedBy, sharedAt, hold, archivedAt } = kept;
  const shown = name ?? caseId;
  return (
    <li>
      <p>
        <span className={classes['wrap']}>{shown}</span>{' '}
        <span className={classes['dim']}>
          {t('team.kept.shared', { name: sharedBy, ago: ago(sharedAt) })}
          {archivedAt !== null && ` · ${t('team.kept.archived', { ago: ago(archivedAt) })}`}
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
      {mayDecide && <Decisions kept={kept} shown={shown} />}
    </li>
  );
}

/** What is decided about a case for a reason, with a second factor just now. */
type What = 'hold' | 'lift' | 'delete';

/** A hold in words; null: none. */
function holdText(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null;
  const { reason, by } = value as NonNullable<Kept['hold']>;
  return `${reason} (${by})`;
}

/** What can be decided about a case now: buttons, and what is asked when one is pressed. */
function Decisions({ kept, shown }: { kept: Kept; shown: string }) {
  const { t } = useTranslation();
  const { caseId, hold, archivedAt } = kept;
  const archive = useAction('tenant.archiveCase');
  const told = useKeptChanged();
  const back = archivedAt !== null;
  const [asked, setAsked] = useState<What | null>(null);
  if (asked !== null) {
    return <Reason key={asked} kept={kept} what={asked} close={() => setAsked(null)} />;
  }
  const offered: readonly What[] = hold === null ? ['hold', 'delete'] : ['lift'];
  return (
    <Group gap={8}>
      <Button
        size="compact-xs"
        variant="default"
        aria-label={t(back ? 'team.bringBackNamed' : 'team.archiveNamed', { name: shown })}
        loading={archive.isPending}
        onClick={() => archive.mutate({ caseId, archived: !back }, { onSuccess: told })}
      >
        {t(back ? 'team.bringBack' : 'team.archive')}
      </Button>
      {offered.map((what) => (
        <Button
          key={what}
          size="compact-xs"
          variant={what === 'delete' ? 'subtle' : 'default'}
          {...(what === 'delete' && { color: 'red' })}
          aria-label={t(`team.kept.${what}Named`, { name: shown })}
          onClick={() => setAsked(what)}
        >
          {t(`team.kept.${what}`)}
        </Button>
      ))}
      <FailureNotice failure={archive.error} />
    </Group>
  );
}

/** Asks for the reason, and for a second factor just now. */
function Reason({ kept, what, close }: { kept: Kept; what: What; close: () => void }) {
  const { t } = useTranslation();
  const told = useKeptChanged();
  const { caseId } = kept;
  const hold = useAction('tenant.holdCase');
  const lift = useAction('tenant.liftHold');
  const remove = useAction('tenant.deleteCase');
  const act = { hold, lift, delete: remove }[what];
  const [reason, setReason] = useState('');
  // As it was when the reason was asked for.
  const [read] = useState(kept.hold);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const done = {
    onSuccess: () => {
      close();
      told();
    },
  };
  const decide = (was = read): void => {
    if (what === 'delete') remove.mutate({ caseId, reason }, done);
    else (what === 'hold' ? hold : lift).mutate({ caseId, reason, was }, done);
  };
  return (
    <>
      {what === 'delete' && <p>{t('team.kept.deleteAbout')}</p>}
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
          label={t(`team.kept.${what}Reason`)}
          maxLength={1000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Button
          size="xs"
          type="submit"
          {...(what === 'delete' && { color: 'red' })}
          disabled={reason.trim() === ''}
          loading={act.isPending}
        >
          {t(`team.kept.${what}Now`)}
        </Button>
        <Button size="xs" variant="default" onClick={close}>
          {t('team.cancel')}
        </Button>
      </form>
      <StepUpNotice
        failure={act.error}
        retry={decide}
        changed={
          <ChangedNotice<{ hold: Kept['hold'] }>
            failure={act.error}
            wants={null}
            whole={['hold']}
            label={() => t('team.kept.holdPart')}
            show={(_part, value) => holdText(value)}
            write={({ hold: now }) => decide(now)}
            take={() => {
              close();
              told();
            }}
          />
        }
      />
    </>
  );
}
