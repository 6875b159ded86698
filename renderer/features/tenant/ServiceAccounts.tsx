import { Button, Group, Select } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SERVICE_ROLES, type ServiceAccount } from '#shared/sync/service-accounts-api.ts';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { formatRelative } from '../../ui/time.ts';
import { RoleChanged } from './RoleChanged.tsx';
import { KeyRows } from './KeyRows.tsx';
import { Section } from './Section.tsx';
import {
  EndServiceAccountDialog,
  ServiceAccountDialog,
  ServiceKeyDialog,
} from './ServiceAccountDialogs.tsx';
import { StepUpNotice } from './StepUpNotice.tsx';
import { ToldKey, type MadeKey } from './ToldKey.tsx';
import { useKeysChanged } from './use-keys-changed.ts';
import classes from './TeamScreen.module.css';

/** Programs of the team that belong to no member, with their keys, as an admin looks after them. */
export function ServiceAccounts() {
  const { t } = useTranslation();
  const { data: accounts, error } = useCall('tenant.serviceAccounts', {}, { keep: true });
  const [asks, setAsks] = useState(false);
  const [made, setMade] = useState<MadeKey | null>(null);
  return (
    <Section title={t('team.accounts.title')}>
      <p className={classes['dim']}>{t('team.accounts.about')}</p>
      <FailureNotice failure={error} />
      {accounts?.length === 0 && <p className={classes['dim']}>{t('team.accounts.none')}</p>}
      <ul className={classes['list']}>
        {accounts?.map((account) => (
          <AccountRow key={account.accountId} account={account} onMade={setMade} />
        ))}
      </ul>
      {made !== null && <ToldKey made={made} done={() => setMade(null)} />}
      <Button mt="xs" variant="default" onClick={() => setAsks(true)}>
        {t('team.accounts.add')}
      </Button>
      {asks && <ServiceAccountDialog onMade={setMade} onClose={() => setAsks(false)} />}
    </Section>
  );
}

function AccountRow({ account, onMade }: { account: ServiceAccount; onMade(made: MadeKey): void }) {
  const { t } = useTranslation();
  const { accountId, name, role, madeBy, madeAt, keys } = account;
  const setRole = useAction('tenant.setServiceRole');
  const changed = { onSuccess: useKeysChanged() };
  const [asked, setAsked] = useState<'key' | 'end' | null>(null);
  const close = (): void => setAsked(null);
  return (
    <li>
      <Group gap="sm">
        <strong className={classes['wrap']}>{name}</strong>
        <Select
          size="xs"
          w={120}
          aria-label={t('team.roleOf', { name })}
          data={SERVICE_ROLES.map((value) => ({ value, label: t(`team.roles.${value}`) }))}
          value={role}
          allowDeselect={false}
          onChange={(value) => {
            const wanted = SERVICE_ROLES.find((known) => known === value);
            if (wanted === undefined || wanted === role) return;
            setRole.mutate({ accountId, role: wanted, was: role }, changed);
          }}
        />
        <span className={classes['dim']}>
          {t('team.accounts.made', { by: madeBy, ago: formatRelative(Date.parse(madeAt) * 1000) })}
        </span>
      </Group>
      <KeyRows keys={keys.map((key) => ({ ...key, name }))} accountId={accountId} onMade={onMade} />
      <StepUpNotice
        failure={setRole.error}
        retry={() => setRole.variables && setRole.mutate(setRole.variables, changed)}
        changed={
          <RoleChanged
            failure={setRole.error}
            wants={setRole.variables ?? null}
            write={(now) =>
              setRole.variables && setRole.mutate({ ...setRole.variables, was: now }, changed)
            }
            take={() => {
              setRole.reset();
              changed.onSuccess();
            }}
          />
        }
      />
      <Group gap="xs" mt={4}>
        <Button
          size="compact-xs"
          variant="default"
          aria-label={t('team.accounts.anotherKeyNamed', { name })}
          onClick={() => setAsked('key')}
        >
          {t('team.accounts.anotherKey')}
        </Button>
        <Button
          size="compact-xs"
          variant="subtle"
          color="red"
          aria-label={t('team.accounts.endNamed', { name })}
          onClick={() => setAsked('end')}
        >
          {t('team.accounts.end')}
        </Button>
      </Group>
      {asked === 'key' && <ServiceKeyDialog account={account} onMade={onMade} onClose={close} />}
      {asked === 'end' && <EndServiceAccountDialog account={account} onClose={close} />}
    </li>
  );
}
