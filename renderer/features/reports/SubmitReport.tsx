import { Button, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import type { ChosenReport } from './reports-store.ts';

/** Notes that a stage was sent, and freezes it. */
export function SubmitReport({ chosen, onClose }: { chosen: ChosenReport; onClose(): void }) {
  const { t } = useTranslation();
  const { mutate, error, isPending } = useAction('reports.submit');
  const [at, setAt] = useState(() => new Date().toISOString().slice(0, 19));
  const submittedAt = `${at.length === 16 ? `${at}:00` : at}Z`;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('reports.submitTitle')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Stack gap="sm">
        <Text size="sm">{t('reports.submitText')}</Text>
        <TextInput
          label={t('reports.submittedAt')}
          type="datetime-local"
          step="1"
          data-autofocus
          value={at}
          onChange={(event) => setAt(event.currentTarget.value)}
        />
        <FailureNotice failure={error} />
        <Button
          loading={isPending}
          disabled={Number.isNaN(Date.parse(submittedAt))}
          onClick={() => mutate({ ...chosen, submittedAt }, { onSuccess: onClose })}
        >
          {t('reports.submitNow')}
        </Button>
      </Stack>
    </Modal>
  );
}
