import { Button, FileButton, Group, PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQueryClient } from '@tanstack/react-query';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import classes from './SettingsScreen.module.css';

/** The keys of the profile: the one that copies are sealed for, and the one that files are signed with. */
export function ProfileKeys({ timeStampServer }: { timeStampServer: string | null }) {
  return (
    <>
      <SealingKey />
      <Signer />
      <TimeStamps server={timeStampServer} />
    </>
  );
}

function SealingKey() {
  const { t } = useTranslation();
  const { data } = useCall('profile.key', {});
  if (data === undefined) return null;
  return (
    <>
      <Group gap={8} align="end" wrap="nowrap">
        <TextInput
          className={classes['grow'] ?? ''}
          size="xs"
          readOnly
          label={t('settings.keys.sealing')}
          description={t('settings.keys.sealingText')}
          value={data.text}
          onFocus={(event) => event.currentTarget.select()}
        />
        <Button
          size="xs"
          variant="default"
          onClick={() => void navigator.clipboard.writeText(data.text)}
        >
          {t('settings.keys.copy')}
        </Button>
      </Group>
      <p className={classes['mono']}>
        {t('settings.keys.fingerprint')} {data.fingerprint}
      </p>
    </>
  );
}

function Signer() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data } = useCall('profile.signer', {});
  const adopt = useAction('profile.importSigner');
  const [file, setFile] = useState<File | null>(null);
  const [passphrase, setPassphrase] = useState('');
  const take = async (chosen: File): Promise<void> => {
    const bytes = new Uint8Array(await chosen.arrayBuffer());
    adopt.mutate(
      { file: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')), passphrase },
      {
        onSuccess: (signer) => {
          queries.setQueryData(['profile.signer', {}], signer);
          setFile(null);
          setPassphrase('');
        },
      },
    );
  };
  return (
    <>
      <h3>{t('settings.keys.signer')}</h3>
      {data !== undefined && (
        <p className={classes['mono']}>
          {data.subject}
          <br />
          {t('settings.keys.valid', { from: data.from.slice(0, 10), to: data.to.slice(0, 10) })}
          <br />
          SHA-256 {data.fingerprint}
        </p>
      )}
      <Group gap={8} align="end">
        <FileButton accept=".p12,.pfx,application/x-pkcs12" onChange={setFile}>
          {(props) => (
            <Button {...props} size="xs" variant="default">
              {t('settings.keys.choose')}
            </Button>
          )}
        </FileButton>
        {file !== null && (
          <>
            <PasswordInput
              size="xs"
              label={t('settings.keys.passphraseOf', { file: file.name })}
              autoComplete="off"
              value={passphrase}
              onChange={(event) => setPassphrase(event.currentTarget.value)}
            />
            <Button size="xs" loading={adopt.isPending} onClick={() => void take(file)}>
              {t('settings.keys.adopt')}
            </Button>
          </>
        )}
      </Group>
      <FailureNotice failure={adopt.error} />
    </>
  );
}

function TimeStamps({ server }: { server: string | null }) {
  const { t } = useTranslation();
  const set = useAction('settings.set');
  const [text, setText] = useState(server ?? '');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        set.mutate({ timeStampServer: text.trim() === '' ? null : text.trim() });
      }}
    >
      <Group gap={8} align="end" wrap="nowrap" mt="sm">
        <TextInput
          className={classes['grow'] ?? ''}
          size="xs"
          label={t('settings.keys.timeStamps')}
          description={t('settings.keys.timeStampsText')}
          placeholder="https://"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button size="xs" type="submit" disabled={text.trim() === (server ?? '')}>
          {t('settings.keys.save')}
        </Button>
      </Group>
      <FailureNotice failure={set.error} />
    </form>
  );
}
