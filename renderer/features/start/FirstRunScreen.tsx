import { Button, Checkbox, PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { GatePage } from './GatePage.tsx';
import classes from './GatePage.module.css';
import { PassphraseMeter } from './PassphraseMeter.tsx';

/** The first start on a machine: a name, and a passphrase or the keychain of the system. */
export function FirstRunScreen() {
  const { t } = useTranslation();
  const { data: state } = useCall('app.state', {}, { keep: true });
  const create = useAction('vault.create');
  const [name, setName] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const [repeat, setRepeat] = useState('');
  const [keychain, setKeychain] = useState(false);
  const [understood, setUnderstood] = useState(false);
  const differs = repeat !== '' && repeat !== passphrase;
  const complete =
    name.trim() !== '' && understood && (passphrase === '' ? keychain : repeat === passphrase);
  const offered = state?.keychain;
  return (
    <GatePage title={t('start.first.title')} text={t('start.first.text')}>
      <form
        className={classes['form']}
        onSubmit={(event) => {
          event.preventDefault();
          if (complete)
            create.mutate({
              name: name.trim(),
              passphrase: passphrase === '' ? null : passphrase,
              keychain,
            });
        }}
      >
        <TextInput
          label={t('start.first.name')}
          description={t('start.first.nameHint')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          autoComplete="name"
          data-autofocus
        />
        <div>
          <PasswordInput
            label={t('start.first.passphrase')}
            value={passphrase}
            onChange={(event) => setPassphrase(event.currentTarget.value)}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': t('start.show') }}
          />
          <PassphraseMeter passphrase={passphrase} words={[name]} />
        </div>
        <PasswordInput
          label={t('start.first.repeat')}
          value={repeat}
          error={differs ? t('start.first.differs') : null}
          onChange={(event) => setRepeat(event.currentTarget.value)}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t('start.show') }}
        />
        {offered?.available === true && (
          <Checkbox
            label={t('start.first.keychain', { backend: offered.backend ?? '' })}
            checked={keychain}
            onChange={(event) => setKeychain(event.currentTarget.checked)}
          />
        )}
        {offered?.available === false && state?.shell === 'electron' && offered.reason !== null && (
          <div className={classes['hint']}>{offered.reason}</div>
        )}
        <Checkbox
          label={t('start.first.understood')}
          checked={understood}
          onChange={(event) => setUnderstood(event.currentTarget.checked)}
        />
        <FailureNotice failure={create.error} />
        <Button type="submit" disabled={!complete} loading={create.isPending}>
          {t('start.first.create')}
        </Button>
      </form>
    </GatePage>
  );
}
