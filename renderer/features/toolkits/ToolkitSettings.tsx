import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListedToolkit } from '#shared/model/toolkit.ts';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { OfferedTools } from './OfferedTools.tsx';
import { SignIn } from './SignIn.tsx';
import { SecretDialog } from './SecretDialog.tsx';
import { ToolkitDialog } from './ToolkitDialog.tsx';
import classes from './ToolkitSettings.module.css';

/** Tools of other programs that a model may use, and which of them. */
export function ToolkitSettings() {
  const { t } = useTranslation();
  const { data, error } = useCall('toolkits.list', {}, { keep: true });
  const [adding, setAdding] = useState(false);
  if (error !== null) return <FailureNotice failure={error} />;
  if (data === undefined) return null;
  return (
    <div>
      <p className={classes['hint']}>{t('toolkits.hint')}</p>
      {data.length > 0 && (
        <ul className={classes['list']}>
          {data.map((toolkit) => (
            <ToolkitRow key={toolkit.id} toolkit={toolkit} />
          ))}
        </ul>
      )}
      <Button size="xs" onClick={() => setAdding(true)}>
        {t('toolkits.add')}
      </Button>
      {adding && <ToolkitDialog toolkit={null} onClose={() => setAdding(false)} />}
    </div>
  );
}

function ToolkitRow({ toolkit }: { toolkit: ListedToolkit }) {
  const { t } = useTranslation();
  const { id, reach, secrets, allowed, signedIn } = toolkit;
  const [open, setOpen] = useState<'edit' | 'secret' | 'signIn' | null>(null);
  const tools = useAction('toolkits.tools');
  const remove = useAction('toolkits.remove');
  const setSecret = useAction('toolkits.setSecret');
  const signOut = useAction('toolkits.signOut');
  const close = (): void => setOpen(null);
  return (
    <li className={classes['toolkit']} aria-label={id}>
      <div className={classes['name']}>
        <strong>{id}</strong>{' '}
        {reach.kind === 'http' ? reach.url : [reach.command, ...reach.args].join(' ')}
      </div>
      <div className={classes['facts']}>
        {t('toolkits.allowedCount', { count: allowed.length })}
        {allowed.length > 0 && `: ${allowed.join(', ')}`}
        {secrets.length > 0 && ` · ${t('toolkits.secretsSet', { names: secrets.join(', ') })}`}
        {signedIn !== null && ` · ${t('toolkits.signedIn', signedIn)}`}
      </div>
      <div className={classes['actions']}>
        <Button
          size="compact-xs"
          variant="default"
          loading={tools.isPending}
          onClick={() => tools.mutate({ id })}
        >
          {t('toolkits.tools')}
        </Button>
        <Button size="compact-xs" variant="default" onClick={() => setOpen('secret')}>
          {t('toolkits.setSecret')}
        </Button>
        {reach.kind === 'http' && (
          <Button size="compact-xs" variant="default" onClick={() => setOpen('signIn')}>
            {t(signedIn === null ? 'toolkits.signIn' : 'toolkits.signInAgain')}
          </Button>
        )}
        {signedIn !== null && (
          <Button
            size="compact-xs"
            variant="default"
            loading={signOut.isPending}
            onClick={() => signOut.mutate({ id })}
          >
            {t('toolkits.signOut')}
          </Button>
        )}
        {secrets.map((name) => (
          <Button
            key={name}
            size="compact-xs"
            variant="default"
            onClick={() => setSecret.mutate({ id, name, value: null })}
          >
            {t('toolkits.removeSecret', { name })}
          </Button>
        ))}
        <Button size="compact-xs" variant="default" onClick={() => setOpen('edit')}>
          {t('toolkits.edit')}
        </Button>
        <Button size="compact-xs" variant="subtle" onClick={() => remove.mutate({ id })}>
          {t('toolkits.remove')}
        </Button>
      </div>
      <FailureNotice failure={tools.error ?? remove.error ?? setSecret.error ?? signOut.error} />
      {tools.data !== undefined && (
        <OfferedTools toolkit={toolkit} tools={tools.data} onChanged={() => tools.mutate({ id })} />
      )}
      {open === 'signIn' && <SignIn toolkit={toolkit} onClose={close} />}
      {open === 'edit' && <ToolkitDialog toolkit={toolkit} onClose={close} />}
      {open === 'secret' && <SecretDialog toolkit={toolkit} onClose={close} />}
    </li>
  );
}
