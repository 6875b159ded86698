import { Anchor, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Item } from '#shared/contract/index.ts';
import { ContractFailure, useClient } from '../../client/index.ts';
import { DialogForm } from '../../ui/DialogForm.tsx';
import classes from './ToolkitSettings.module.css';

/** Signs in to a toolkit's server in the browser. Who else has to be asked for that is shown, and agreed to, first. */
export function SignIn({ id, onClose }: { id: string; onClose(): void }) {
  const { t } = useTranslation();
  const { begin, isWaiting, page, toAllow, failure } = useToolkitSignIn(id, onClose);
  const [clientId, setClientId] = useState('');
  return (
    <DialogForm
      title={`${t('toolkits.signIn')}: ${id}`}
      action={t(toAllow.length === 0 ? 'toolkits.signIn' : 'toolkits.allowHosts')}
      cancel={t('toolkits.cancel')}
      whole
      sending={isWaiting}
      failure={failure}
      onSend={() => begin(toAllow, clientId.trim() === '' ? null : clientId.trim())}
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

/** A sign-in that goes on in the browser; it is given up when what shows it goes away. */
function useToolkitSignIn(id: string, done: () => void) {
  const client = useClient();
  const stop = useRef<AbortController | null>(null);
  const [isWaiting, setWaiting] = useState(false);
  const [page, setPage] = useState<Item<'toolkits.signIn'> | null>(null);
  const [toAllow, setToAllow] = useState<readonly string[]>([]);
  const [failure, setFailure] = useState<ContractFailure | null>(null);
  useEffect(() => () => stop.current?.abort(), []);

  const begin = (origins: readonly string[], clientId: string | null): void => {
    const own = new AbortController();
    stop.current = own;
    setFailure(null);
    setPage(null);
    setWaiting(true);
    client
      .stream('toolkits.signIn', { id, origins: [...origins], clientId }, setPage, own.signal)
      .then(done)
      .catch((error: unknown) => {
        if (!(error instanceof ContractFailure) || own.signal.aborted) return;
        const needed = error.details['origins'];
        if (error.code === 'TOOLKIT_ORIGINS_TO_ALLOW' && typeof needed === 'string') {
          setToAllow(needed.split(' '));
        } else setFailure(error);
      })
      .finally(() => {
        if (stop.current === own) setWaiting(false);
      });
  };
  return { begin, isWaiting, page, toAllow, failure };
}
