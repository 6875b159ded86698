import { PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListedToolkit } from '#shared/model/toolkit.ts';
import { useAction } from '../../client/index.ts';
import { DialogForm } from '../../ui/DialogForm.tsx';

/** Sets a credential of a toolkit. It goes into the vault, and cannot be read out again. */
export function SecretDialog({
  toolkit: { id, reach },
  onClose,
}: {
  toolkit: ListedToolkit;
  onClose(): void;
}) {
  const { t } = useTranslation();
  const http = reach.kind === 'http';
  const [name, setName] = useState(http ? 'Authorization' : '');
  const [value, setValue] = useState(http ? 'Bearer ' : '');
  const set = useAction('toolkits.setSecret');
  const whole = name.trim() !== '' && value.trim() !== '';
  return (
    <DialogForm
      title={t('toolkits.secretOf', { id })}
      action={t('toolkits.saveSecret')}
      cancel={t('toolkits.cancel')}
      whole={whole}
      sending={set.isPending}
      failure={set.error}
      onSend={() =>
        set.mutate({ id, name: name.trim(), value: value.trim() }, { onSuccess: onClose })
      }
      onClose={onClose}
    >
      <TextInput
        data-autofocus
        required
        label={t(http ? 'toolkits.header' : 'toolkits.variable')}
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <PasswordInput
        mt="sm"
        required
        label={t('toolkits.secret')}
        description={t('toolkits.secretHint')}
        autoComplete="off"
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
    </DialogForm>
  );
}
