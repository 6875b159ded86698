import { Alert, Button, Select } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction, useCall } from '../../client/index.ts';
import { ChangedNotice } from './ChangedNotice.tsx';
import { SafetyNumber } from './SafetyNumber.tsx';
import { StepUpNotice } from './StepUpNotice.tsx';
import classes from './TeamScreen.module.css';

const ACCESSES = ['read', 'write', 'manage'] as const;
type Access = (typeof ACCESSES)[number];

/** Who has the case, and the form that gives it to another member. */
export function CaseAccess() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data: grants = [] } = useCall('tenant.grants', {}, { keep: true });
  const { data: members = [] } = useCall('tenant.members', {}, { keep: true });
  const give = useAction('tenant.give');
  const take = useAction('tenant.take');
  const [email, setEmail] = useState<string | null>(null);
  const [access, setAccess] = useState<Access>('write');
  const looked = { onSuccess: () => queries.invalidateQueries({ queryKey: ['tenant.grants'] }) };
  const rekey = useAction('tenant.rekey');
  const chosen = members.find((member) => member.email === email);
  const left = grants.filter((grant) => grant.left).map(({ name }) => name);
  return (
    <>
      <h3>{t('team.who')}</h3>
      <table className={classes['rows']}>
        <tbody>
          {grants.map(({ memberId, name, access: has }) => (
            <tr key={memberId}>
              <td>{name}</td>
              <td>{t(`team.access.${has}`)}</td>
              <td>
                <Button
                  size="compact-xs"
                  variant="subtle"
                  aria-label={t('team.takeFrom', { name })}
                  onClick={() => take.mutate({ memberId }, looked)}
                >
                  {t('team.take')}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <form
        className={classes['inline']}
        onSubmit={(event) => {
          event.preventDefault();
          if (chosen?.key !== 'compared' || email === null) return;
          const has = grants.find(({ memberId }) => memberId === chosen.memberId)?.access ?? null;
          give.mutate({ email, access, was: has }, looked);
        }}
      >
        <Select
          label={t('team.member')}
          placeholder={t('team.choose')}
          data={members.map((member) => ({
            value: member.email,
            label: member.key === null ? t('team.notReady', { name: member.name }) : member.name,
            disabled: member.key === null || member.isMe,
          }))}
          value={email}
          onChange={setEmail}
          searchable
        />
        <Select
          label={t('team.may')}
          data={ACCESSES.map((value) => ({ value, label: t(`team.access.${value}`) }))}
          value={access}
          allowDeselect={false}
          onChange={(value) => setAccess(ACCESSES.find((known) => known === value) ?? 'write')}
        />
        <Button type="submit" disabled={chosen?.key !== 'compared'} loading={give.isPending}>
          {t('team.give')}
        </Button>
      </form>
      {chosen !== undefined && chosen.key !== null && chosen.key !== 'compared' && (
        <SafetyNumber key={chosen.memberId} member={chosen} done={() => {}} />
      )}
      {left.length > 0 && (
        <Alert mt="sm" color="gray">
          <p>{t('team.left', { names: left.join(', ') })}</p>
          <Button size="xs" loading={rekey.isPending} onClick={() => rekey.mutate({}, looked)}>
            {t('team.rekey')}
          </Button>
        </Alert>
      )}
      <StepUpNotice
        failure={give.error ?? take.error ?? rekey.error}
        retry={() => give.variables && give.mutate(give.variables, looked)}
        changed={
          <ChangedNotice<{ access: Access | null }>
            failure={give.error}
            wants={give.variables ? { access: give.variables.access } : null}
            label={() => t('team.accessPart')}
            show={(_part, value) => (typeof value === 'string' ? t(`team.access.${value}`) : null)}
            write={({ access: was }) =>
              give.variables && give.mutate({ ...give.variables, was }, looked)
            }
            take={() => {
              give.reset();
              void looked.onSuccess();
            }}
          />
        }
      />
    </>
  );
}
