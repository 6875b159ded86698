import { Alert, Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addressOf } from '#shared/model/provider.ts';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { KeyDialog } from './KeyDialog.tsx';
import { LimitsForm } from './LimitsForm.tsx';
import type { ListedProvider } from './listed-provider.ts';
import { PolicyForm } from './PolicyForm.tsx';
import { ProviderDialog } from './ProviderDialog.tsx';
import classes from './ProviderSettings.module.css';
import { RoutesForm } from './RoutesForm.tsx';
import { UsageView } from './UsageView.tsx';

/** Days before a key expires from which on it is said. */
const REMIND_DAYS = 14;

type Open =
  | { readonly dialog: 'provider'; readonly provider: ListedProvider | null }
  | { readonly dialog: 'key'; readonly provider: ListedProvider }
  | null;

/** The language models that may be asked, their keys, who may be asked what, and what it may cost. */
export function ProviderSettings() {
  const { t } = useTranslation();
  const { data, error } = useCall('providers.list', {}, { keep: true });
  const [open, setOpen] = useState<Open>(null);
  if (error !== null) return <FailureNotice failure={error} />;
  if (data === undefined) return null;
  return (
    <div>
      <p className={classes['hint']}>{t('providers.hint')}</p>
      {data.providers.length === 0 ? (
        <p className={classes['hint']}>{t('providers.none')}</p>
      ) : (
        <ul className={classes['list']}>
          {data.providers.map((provider) => (
            <ProviderRow
              key={provider.id}
              provider={provider}
              onEdit={() => setOpen({ dialog: 'provider', provider })}
              onKey={() => setOpen({ dialog: 'key', provider })}
            />
          ))}
        </ul>
      )}
      <Button size="xs" onClick={() => setOpen({ dialog: 'provider', provider: null })}>
        {t('providers.add')}
      </Button>
      <PolicyForm policy={data.policy} />
      {data.providers.length > 0 && <RoutesForm data={data} />}
      <LimitsForm limits={data.limits} />
      <UsageView limits={data.limits} />
      {open?.dialog === 'provider' && (
        <ProviderDialog provider={open.provider} onClose={() => setOpen(null)} />
      )}
      {open?.dialog === 'key' && (
        <KeyDialog provider={open.provider} onClose={() => setOpen(null)} />
      )}
    </div>
  );
}

function ProviderRow({
  provider,
  onEdit,
  onKey,
}: {
  provider: ListedProvider;
  onEdit(): void;
  onKey(): void;
}) {
  const { t } = useTranslation();
  const test = useAction('providers.test');
  const remove = useAction('providers.remove');
  const removeKey = useAction('providers.removeKey');
  const { id, kind, key, local, models, allowedFor } = provider;
  const days = key.expiresInDays;
  return (
    <li className={classes['provider']} aria-label={id}>
      <div className={classes['name']}>
        <strong>{id}</strong> {t(`providers.kinds.${kind}`)}
        <span className={classes['mark']}>{t(local ? 'providers.local' : 'providers.remote')}</span>
      </div>
      <div className={classes['facts']}>
        {addressOf(provider) ?? t('providers.noAddress')} ·{' '}
        {models.map((model) => model.id).join(', ')}
      </div>
      <div className={classes['facts']}>
        {key.set
          ? t('providers.keySet', { last4: key.last4 ?? '', since: key.since?.slice(0, 10) })
          : t('providers.keyMissing')}
        {days !== null && days <= REMIND_DAYS && (
          <span className={classes['warn']}>
            {' '}
            {days < 0 ? t('providers.expired') : t('providers.expires', { count: days })}
          </span>
        )}
        {' · '}
        {allowedFor.length === 0
          ? t('providers.allowedNothing')
          : t('providers.allowedFor', {
              labels: allowedFor.map((label) => t(`providers.labels.${label}`)).join(', '),
            })}
      </div>
      <div className={classes['actions']}>
        <Button
          size="compact-xs"
          variant="default"
          loading={test.isPending}
          onClick={() => test.mutate({ id, model: null })}
        >
          {t('providers.test')}
        </Button>
        <Button size="compact-xs" variant="default" onClick={onKey}>
          {t(key.set ? 'providers.rotate' : 'providers.setKey')}
        </Button>
        {key.set && (
          <Button size="compact-xs" variant="default" onClick={() => removeKey.mutate({ id })}>
            {t('providers.removeKey')}
          </Button>
        )}
        <Button size="compact-xs" variant="default" onClick={onEdit}>
          {t('providers.edit')}
        </Button>
        <Button size="compact-xs" variant="subtle" onClick={() => remove.mutate({ id })}>
          {t('providers.remove')}
        </Button>
      </div>
      {test.data !== undefined && (
        <Alert color="green" variant="light" role="status" py={6} px={12} mt={6}>
          {t('providers.works', { model: test.data.model, ms: test.data.ms })}
        </Alert>
      )}
      <FailureNotice failure={test.error ?? remove.error ?? removeKey.error} />
    </li>
  );
}
