import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DialogForm } from '../../ui/DialogForm.tsx';
import { useBoardAction, type Board } from './use-board.ts';
import { WhereSelect } from './WhereSelect.tsx';

/** Says that an incident is open: deployments to where it is wait for its end, if their environment asks for that. */
export function IncidentDialog({ board, onClose }: { board: Board; onClose(): void }) {
  const { t } = useTranslation();
  const open = useBoardAction('deployments.openIncident', onClose);
  const [title, setTitle] = useState('');
  const [environmentId, setEnvironmentId] = useState<string | null>(null);
  return (
    <DialogForm
      title={t('deployments.holdUps.openIncident')}
      action={t('deployments.holdUps.openIncident')}
      cancel={t('deployments.leave')}
      whole={title.trim() !== ''}
      sending={open.isPending}
      failure={open.error}
      onSend={() => open.mutate({ title, environmentId })}
      onClose={onClose}
    >
      <TextInput
        data-autofocus
        maxLength={100}
        label={t('deployments.holdUps.what')}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <WhereSelect board={board} value={environmentId} onChange={setEnvironmentId} />
    </DialogForm>
  );
}
