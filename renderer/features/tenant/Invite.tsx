import { Alert, Button, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ROLES, type Role } from '#shared/model/role.ts';
import { useAction } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Section } from './Section.tsx';
import classes from './TeamScreen.module.css';

/** Makes the link by which somebody joins the team. */
export function Invite() {
  const { t } = useTranslation();
  const invite = useAction('tenant.invite');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('analyst');
  return (
    <Section title={t('team.invite')}>
      <form
        className={classes['inline']}
        onSubmit={(event) => {
          event.preventDefault();
          invite.mutate({ email, role });
        }}
      >
        <TextInput
          flex={1}
          type="email"
          label={t('team.email')}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <Select
          label={t('team.role')}
          data={ROLES.map((value) => ({ value, label: t(`team.roles.${value}`) }))}
          value={role}
          allowDeselect={false}
          onChange={(value) => setRole(ROLES.find((known) => known === value) ?? 'analyst')}
        />
        <Button type="submit" variant="default" disabled={email === ''} loading={invite.isPending}>
          {t('team.makeLink')}
        </Button>
      </form>
      <FailureNotice failure={invite.error} />
      {invite.data !== undefined && (
        <Alert mt="sm" color="gray">
          {t('team.link', { email: invite.variables?.email })}
          <code className={classes['print']}>{invite.data.link}</code>
        </Alert>
      )}
    </Section>
  );
}
