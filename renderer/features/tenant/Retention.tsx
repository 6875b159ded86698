import { Button, NumberInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Input } from '#shared/contract/index.ts';
import {
  AUDIT_DAYS,
  RETAINED_KINDS,
  RETENTION,
  type Retention as Days,
} from '#shared/sync/retention-api.ts';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { ChangedNotice } from './ChangedNotice.tsx';
import { Section } from './Section.tsx';
import { StepUpNotice } from './StepUpNotice.tsx';
import classes from './TeamScreen.module.css';

const KINDS = [...RETAINED_KINDS, 'audit'] as const;
const isSame = (one: Days, other: Days): boolean =>
  KINDS.every((kind) => one[kind] === other[kind]);

/** How long the server keeps what it forgets by itself: an admin sets it. */
export function Retention() {
  const { t } = useTranslation();
  const { data, error } = useCall('tenant.retention', {}, { keep: true });
  return (
    <Section title={t('team.retention.title')}>
      <p className={classes['dim']}>{t('team.retention.about')}</p>
      <FailureNotice failure={error} />
      {data !== undefined && <DaysForm known={data} />}
    </Section>
  );
}

function DaysForm({ known }: { known: Days }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const keep = useAction('tenant.keepRetention');
  const [read, setRead] = useState(known);
  const [days, setDays] = useState(known);
  const isAsRead = isSame(days, read);
  const follow = (now: Days): void => {
    setRead(now);
    setDays(now);
  };
  // It is read again whenever something happens in the team: what she is about to change stays as she read it.
  if (isAsRead && !isSame(known, read)) follow(known);
  const look = (): void => void queries.invalidateQueries({ queryKey: ['tenant.retention'] });
  const done = {
    onSuccess: (
      _: unknown,
      { was: _was, audit = null, ...rest }: Input<'tenant.keepRetention'>,
    ) => {
      const kept = { ...rest, audit };
      queries.setQueryData(['tenant.retention', {}], kept);
      follow(kept);
      look();
    },
  };
  return (
    <>
      <form
        className={classes['inline']}
        onSubmit={(event) => {
          event.preventDefault();
          keep.mutate({ ...days, was: read }, done);
        }}
      >
        {RETAINED_KINDS.map((kind) => (
          <NumberInput
            key={kind}
            flex={1}
            miw={140}
            label={t(`team.retention.${kind}`)}
            size="xs"
            min={RETENTION[kind].least}
            max={RETENTION[kind].most}
            allowDecimal={false}
            clampBehavior="blur"
            value={days[kind]}
            onChange={(value) => setDays({ ...days, [kind]: Number(value) })}
          />
        ))}
        <NumberInput
          flex={1}
          miw={140}
          label={t('team.retention.audit')}
          placeholder={t('team.retention.ever')}
          size="xs"
          min={AUDIT_DAYS.least}
          max={AUDIT_DAYS.most}
          allowDecimal={false}
          clampBehavior="blur"
          value={days.audit ?? ''}
          onChange={(value) => setDays({ ...days, audit: value === '' ? null : Number(value) })}
        />
        <Button type="submit" variant="default" disabled={isAsRead} loading={keep.isPending}>
          {t('team.retention.keep')}
        </Button>
      </form>
      <StepUpNotice
        failure={keep.error}
        retry={() => keep.variables && keep.mutate(keep.variables, done)}
        changed={
          <ChangedNotice<Days>
            failure={keep.error}
            wants={days}
            label={(part) => t(`team.retention.${part}`)}
            show={(_part, value) => (value === null ? t('team.retention.ever') : null)}
            write={(was, wanted) => keep.mutate({ ...wanted, was }, done)}
            take={() => {
              keep.reset();
              follow(known);
              look();
            }}
          />
        }
      />
    </>
  );
}
