import { PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../client/index.ts';
import { DialogForm } from '../../ui/DialogForm.tsx';
import type { ListedProvider } from './listed-provider.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Sets or replaces a provider's key. It goes into the vault, and cannot be read out again. */
export function KeyDialog({ provider, onClose }: { provider: ListedProvider; onClose(): void }) {
  const { t } = useTranslation();
  const [key, setKey] = useState('');
  const [keyId, setKeyId] = useState('');
  const [expires, setExpires] = useState(provider.keyExpires ?? '');
  const set = useAction('providers.setKey');
  const badDay = expires !== '' && !DAY.test(expires);
  return (
    <DialogForm
      title={t('providers.keyOf', { id: provider.id })}
      action={t('providers.saveKey')}
      cancel={t('providers.cancel')}
      whole={key.trim() !== '' && !badDay}
      sending={set.isPending}
      failure={set.error}
      onSend={() => {
        const input = {
          id: provider.id,
          key,
          keyId: keyId.trim() === '' ? null : keyId,
          expires: expires === '' ? null : expires,
        };
        set.mutate(input, { onSuccess: onClose });
      }}
      onClose={onClose}
    >
      {provider.kind === 'bedrock' && (
        <TextInput
          mb="sm"
          label={t('providers.keyId')}
          description={t('providers.keyIdHint')}
          autoComplete="off"
          value={keyId}
          onChange={(event) => setKeyId(event.currentTarget.value)}
        />
      )}
      <PasswordInput
        data-autofocus
        required
        label={t('providers.key')}
        description={t('providers.keyHint')}
        autoComplete="off"
        value={key}
        onChange={(event) => setKey(event.currentTarget.value)}
      />
      <TextInput
        mt="sm"
        label={t('providers.keyExpires')}
        placeholder="2027-01-31"
        error={badDay ? t('providers.badDay') : null}
        value={expires}
        onChange={(event) => setExpires(event.currentTarget.value)}
      />
    </DialogForm>
  );
}
