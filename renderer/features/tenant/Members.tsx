import { Alert, Button, Select } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { ROLES } from '#shared/model/role.ts';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { RoleChanged } from './RoleChanged.tsx';
import { SafetyNumber } from './SafetyNumber.tsx';
import { Section } from './Section.tsx';
import { StepUpNotice } from './StepUpNotice.tsx';
import classes from './TeamScreen.module.css';

type Member = Output<'tenant.members'>[number];

/** The team: who is in it, whether her key was compared, and what an admin changes. */
export function Members({ isAdmin }: { isAdmin: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data: members = [], error } = useCall('tenant.members', {}, { keep: true });
  const setRole = useAction('tenant.setRole');
  const letGo = useAction('tenant.letGo');
  const signOut = useAction('tenant.signMemberOut');
  const [comparing, setComparing] = useState<string | null>(null);
  const looked = {
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['tenant.members'] });
      void queries.invalidateQueries({ queryKey: ['tenant.grants'] });
      void queries.invalidateQueries({ queryKey: ['tenant.devices'] });
      void queries.invalidateQueries({ queryKey: ['tenant.sessions'] });
    },
  };
  const [leaving, setLeaving] = useState<string | null>(null);
  const goes = members.find(({ memberId }) => memberId === leaving);
  const compared = members.find(({ memberId }) => memberId === comparing);
  return (
    <Section title={t('team.members')}>
      <table className={classes['rows']}>
        <tbody>
          {members.map((member) => (
            <tr key={member.memberId}>
              <td>
                {member.name} <span className={classes['dim']}>{member.email}</span>
              </td>
              <td>
                {isAdmin && !member.isMe ? (
                  <Select
                    size="xs"
                    aria-label={t('team.roleOf', { name: member.name })}
                    data={ROLES.map((value) => ({ value, label: t(`team.roles.${value}`) }))}
                    value={member.role}
                    allowDeselect={false}
                    onChange={(value) => {
                      const role = ROLES.find((known) => known === value);
                      if (role === undefined || role === member.role) return;
                      setRole.mutate({ memberId: member.memberId, role, was: member.role }, looked);
                    }}
                  />
                ) : (
                  t(`team.roles.${member.role}`)
                )}
              </td>
              <td>
                <KeyStanding
                  member={member}
                  open={() => setComparing(comparing === member.memberId ? null : member.memberId)}
                />
              </td>
              <td>
                {isAdmin && (
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    aria-label={t('team.signMemberOutNamed', { name: member.name })}
                    onClick={() =>
                      signOut.mutate({ memberId: member.memberId, sessionId: null }, looked)
                    }
                  >
                    {t('team.signMemberOut')}
                  </Button>
                )}
                {isAdmin && !member.isMe && (
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    color="red"
                    aria-label={t('team.letGoNamed', { name: member.name })}
                    onClick={() => setLeaving(member.memberId)}
                  >
                    {t('team.letGo')}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {compared !== undefined && <SafetyNumber member={compared} done={() => setComparing(null)} />}
      {goes !== undefined && (
        <Alert mt="sm" color="red" title={t('team.letGoNamed', { name: goes.name })}>
          <p>{t('team.aboutLetGo', { name: goes.name })}</p>
          <Button
            size="xs"
            color="red"
            onClick={() => {
              setLeaving(null);
              letGo.mutate({ memberId: goes.memberId }, looked);
            }}
          >
            {t('team.letGo')}
          </Button>{' '}
          <Button size="xs" variant="default" onClick={() => setLeaving(null)}>
            {t('team.cancel')}
          </Button>
        </Alert>
      )}
      <StepUpNotice
        failure={setRole.error}
        retry={() => setRole.variables && setRole.mutate(setRole.variables, looked)}
        changed={
          <RoleChanged
            failure={setRole.error}
            wants={setRole.variables ?? null}
            write={(now) =>
              setRole.variables && setRole.mutate({ ...setRole.variables, was: now }, looked)
            }
            take={() => {
              setRole.reset();
              looked.onSuccess();
            }}
          />
        }
      />
      <StepUpNotice
        failure={letGo.error}
        retry={() => letGo.variables && letGo.mutate(letGo.variables, looked)}
      />
      <StepUpNotice
        failure={signOut.error}
        retry={() => signOut.variables && signOut.mutate(signOut.variables, looked)}
      />
      {signOut.data !== undefined && (
        <p role="status">{t('team.signedMemberOut', { count: signOut.data.ended })}</p>
      )}
      <FailureNotice failure={error} />
    </Section>
  );
}

function KeyStanding({ member: { isMe, key, name }, open }: { member: Member; open: () => void }) {
  const { t } = useTranslation();
  if (isMe) return t('team.you');
  if (key === null) return <span className={classes['dim']}>{t('team.key.none')}</span>;
  return (
    <>
      <span className={key === 'changed' ? undefined : classes['dim']}>{t(`team.key.${key}`)}</span>{' '}
      <Button
        size="compact-xs"
        variant="subtle"
        aria-label={t('team.key.compareNamed', { name })}
        onClick={open}
      >
        {t(key === 'compared' ? 'team.key.show' : 'team.key.compare')}
      </Button>
    </>
  );
}
