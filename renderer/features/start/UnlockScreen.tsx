import { Button, PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { GatePage } from './GatePage.tsx';
import classes from './GatePage.module.css';

/** The way back in. */
export function UnlockScreen() {
  const { t } = useTranslation();
  const { data: state } = useCall('app.state', {}, { keep: true });
  const unlock = useAction('vault.unlock');
  const [passphrase, setPassphrase] = useState('');
  const [capsLock, setCapsLock] = useState(false);
  return (
    <GatePage
      title={t('start.unlock.title', { name: state?.profileName ?? '' })}
      text={t('start.unlock.text')}
    >
      <form
        className={classes['form']}
        onSubmit={(event) => {
          event.preventDefault();
          if (passphrase !== '') unlock.mutate({ with: 'passphrase', passphrase });
        }}
      >
        <PasswordInput
          label={t('start.unlock.passphrase')}
          value={passphrase}
          data-autofocus
          autoComplete="current-password"
          description={capsLock ? t('start.unlock.capsLock') : null}
          visibilityToggleButtonProps={{ 'aria-label': t('start.show') }}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
          onKeyUp={(event) => setCapsLock(event.getModifierState('CapsLock'))}
        />
        <FailureNotice failure={unlock.error} />
        <Button type="submit" disabled={passphrase === ''} loading={unlock.isPending}>
          {t('start.unlock.unlock')}
        </Button>
        {state?.keychain.enrolled === true && state.keychain.available && (
          <Button
            variant="default"
            loading={unlock.isPending}
            onClick={() => unlock.mutate({ with: 'keychain' })}
          >
            {t('start.unlock.keychain')}
          </Button>
        )}
      </form>
    </GatePage>
  );
}
