import { Button, PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app/index.ts';
import { useAction } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import classes from './SettingsScreen.module.css';

/** A new passphrase for the profile; the present one is asked for again. */
export function ChangePassphrase() {
  const { t } = useTranslation();
  const change = useAction('vault.changePassphrase');
  const notify = useApp((app) => app.notify);
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const done = (): void => {
    setCurrent('');
    setNext('');
    notify({ kind: 'info', text: t('settings.passphraseChanged') });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate({ current, next }, { onSuccess: done });
      }}
    >
      <div className={classes['inline']}>
        <PasswordInput
          label={t('settings.currentPassphrase')}
          value={current}
          autoComplete="current-password"
          onChange={(event) => setCurrent(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('start.show') }}
        />
        <PasswordInput
          label={t('settings.nextPassphrase')}
          value={next}
          autoComplete="new-password"
          onChange={(event) => setNext(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('start.show') }}
        />
        <Button
          type="submit"
          variant="default"
          disabled={current === '' || next === ''}
          loading={change.isPending}
        >
          {t('settings.changePassphrase')}
        </Button>
      </div>
      <FailureNotice failure={change.error} />
    </form>
  );
}
