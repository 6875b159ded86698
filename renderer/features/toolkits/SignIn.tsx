import { Anchor, PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListedToolkit } from '#shared/model/toolkit.ts';
import { useSignIn, type ContractFailure } from '../../client/index.ts';
import { DialogForm } from '../../ui/DialogForm.tsx';
import classes from './ToolkitSettings.module.css';

/** Signs in to a toolkit's server in the browser. Who else has to be asked for that is shown, and agreed to, first. */
export function SignIn({
  toolkit: { id, signedIn },
  onClose,
}: {
  toolkit: ListedToolkit;
  onClose(): void;
}) {
  const { t } = useTranslation();
  const { begin, isWaiting, page, failure } = useSignIn('toolkits.signIn');
  const known = signedIn?.client ?? null;
  const [clientId, setClientId] = useState(known?.id ?? '');
  const [secret, setSecret] = useState('');
  const [agreed, setAgreed] = useState<readonly string[]>([]);
  const needed = originsIn(failure);
  const toAllow = needed ?? agreed;
  const isKept = known?.secret === true && clientId.trim() === known.id;
  const send = (): void => {
    setAgreed(toAllow);
    const named = clientId.trim();
    const client = named === '' ? null : { id: named, secret: secret === '' ? null : secret };
    begin({ id, origins: [...toAllow], client }, onClose);
  };
  return (
    <DialogForm
      title={`${t('toolkits.signIn')}: ${id}`}
      action={t(toAllow.length === 0 ? 'toolkits.signIn' : 'toolkits.allowHosts')}
      cancel={t('toolkits.cancel')}
      whole
      sending={isWaiting}
      failure={needed === null ? failure : null}
      onSend={send}
      onClose={onClose}
    >
      <TextInput
        data-autofocus
        label={t('toolkits.clientId')}
        description={t('toolkits.clientIdHint')}
        autoComplete="off"
        value={clientId}
        onChange={(event) => setClientId(event.currentTarget.value)}
      />
      <PasswordInput
        mt="sm"
        label={t('toolkits.clientSecret')}
        description={t(isKept ? 'toolkits.clientSecretKept' : 'toolkits.clientSecretHint')}
        autoComplete="off"
        disabled={clientId.trim() === ''}
        value={secret}
        onChange={(event) => setSecret(event.currentTarget.value)}
      />
      {toAllow.length > 0 && !isWaiting && (
        <p role="alert">{t('toolkits.toAllow', { hosts: toAllow.join(', ') })}</p>
      )}
      {isWaiting && page !== null && (
        <p role="status" className={classes['facts']}>
          {t('toolkits.signInWaiting')}{' '}
          {!page.opened && (
            <Anchor href={page.page} target="_blank" rel="noreferrer">
              {t('toolkits.openPage')}
            </Anchor>
          )}
        </p>
      )}
    </DialogForm>
  );
}

/** Origins that a sign-in needs beside those that were allowed; null: it failed for another reason, or not at all. */
function originsIn(failure: ContractFailure | null): readonly string[] | null {
  const needed = failure?.details['origins'];
  const asks = failure?.code === 'TOOLKIT_ORIGINS_TO_ALLOW' && typeof needed === 'string';
  return asks ? needed.split(' ') : null;
}
