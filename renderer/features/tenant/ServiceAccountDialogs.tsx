import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SERVICE_ROLES, type ServiceAccount } from '#shared/sync/service-accounts-api.ts';
import { useAction } from '../../client/index.ts';
import { KeyFields, NO_KEY } from './KeyFields.tsx';
import { StepUpForm } from './StepUpForm.tsx';
import { useKeysDone, type MakesKey } from './use-keys-changed.ts';

/** Makes a service account with its first key. */
export function ServiceAccountDialog({ onMade, onClose }: MakesKey) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [role, setRole] = useState<ServiceAccount['role']>('deployer');
  const [chosen, setChosen] = useState(NO_KEY);
  const add = useAction('tenant.addServiceAccount');
  const done = useKeysDone(onClose, (key) => onMade({ name, key }));
  return (
    <StepUpForm
      title={t('team.accounts.addTitle')}
      action={t('team.accounts.addNow')}
      whole={name.trim() !== '' && chosen.scopes.length > 0}
      sent={add}
      onSend={() => add.mutate({ name, role, ...chosen }, done)}
      onClose={onClose}
    >
      <TextInput
        data-autofocus
        label={t('team.accounts.name')}
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Select
        mt="sm"
        label={t('team.role')}
        description={t('team.accounts.roleAbout')}
        data={SERVICE_ROLES.map((value) => ({ value, label: t(`team.roles.${value}`) }))}
        value={role}
        allowDeselect={false}
        onChange={(value) => setRole(SERVICE_ROLES.find((known) => known === value) ?? role)}
      />
      <KeyFields chosen={chosen} onChange={setChosen} />
    </StepUpForm>
  );
}

/** Makes another key of one, beside those that it has. */
export function ServiceKeyDialog({
  account: { accountId, name },
  onMade,
  onClose,
}: MakesKey & { readonly account: ServiceAccount }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState(NO_KEY);
  const add = useAction('tenant.addServiceKey');
  const done = useKeysDone(onClose, (key) => onMade({ name, key }));
  return (
    <StepUpForm
      title={t('team.accounts.anotherKeyNamed', { name })}
      action={t('team.keys.addNow')}
      whole={chosen.scopes.length > 0}
      sent={add}
      onSend={() => add.mutate({ accountId, ...chosen }, done)}
      onClose={onClose}
    >
      <KeyFields chosen={chosen} onChange={setChosen} />
    </StepUpForm>
  );
}

/** Asks once more before a service account ends with all its keys. */
export function EndServiceAccountDialog({
  account: { accountId, name, keys },
  onClose,
}: {
  readonly account: ServiceAccount;
  onClose(): void;
}) {
  const { t } = useTranslation();
  const end = useAction('tenant.endServiceAccount');
  const done = useKeysDone(onClose);
  return (
    <StepUpForm
      title={t('team.accounts.endNamed', { name })}
      action={t('team.accounts.endNow')}
      sent={end}
      onSend={() => end.mutate({ accountId }, done)}
      onClose={onClose}
    >
      <p>{t('team.accounts.endKeys', { count: keys.filter(({ ended }) => !ended).length })}</p>
      <p>{t('team.accounts.endStays')}</p>
    </StepUpForm>
  );
}
