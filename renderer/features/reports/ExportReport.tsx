import { Button, Checkbox, Modal, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Input } from '#shared/contract/index.ts';
import { useApp } from '../../app/index.ts';
import { ContractFailure, useClient } from '../../client/index.ts';
import { fetchToDisk } from '../export/export-store.ts';
import { useLeave } from '../privacy/use-leave.tsx';
import { useReports, type ChosenReport } from './reports-store.ts';

type Format = Input<'reports.export'>['format'];

const FORMATS: readonly Format[] = ['pdf', 'docx', 'html', 'md', 'csv', 'csv.zip', 'json'];

/** Asks as what a report leaves, and lets it go. */
export function ExportReport({
  chosen,
  incomplete,
  contradictions,
  onClose,
}: {
  chosen: ChosenReport;
  incomplete: boolean;
  /** Answers that contradict others. */
  contradictions: number;
  onClose(): void;
}) {
  const { t } = useTranslation();
  const client = useClient();
  const notify = useApp((app) => app.notify);
  const submission = useReports((reports) => reports.submission);
  const [format, setFormat] = useState<Format>('pdf');
  const [sign, setSign] = useState(true);
  const leave = useLeave('report', null, { maskText: t('reports.maskedText') });
  const [busy, setBusy] = useState(false);
  const refused = incomplete && submission === null;
  const run = async (): Promise<void> => {
    setBusy(true);
    try {
      const input = { ...chosen, submission, format, sign, leave: leave.choice };
      const done = await client.stream('reports.export', input, ({ address }) =>
        fetchToDisk(address),
      );
      const { file, signature, sha256 } = done;
      const key = signature === null ? 'reports.exported' : 'reports.exportedBeside';
      notify({ kind: 'info', text: t(key, { file, signature, sha256 }) });
      onClose();
    } catch (error) {
      setBusy(false);
      if (!(error instanceof ContractFailure) || error.code === 'CANCELLED') return;
      notify({ kind: 'error', text: error.message, code: error.code });
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('reports.exportTitle')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Stack gap="sm">
        <Select
          label={t('reports.format')}
          data-autofocus
          allowDeselect={false}
          value={format}
          onChange={(value) => setFormat(FORMATS.find((known) => known === value) ?? 'pdf')}
          data={FORMATS.map((value) => ({
            value,
            label: t(`reports.formats.${value.replace('.', '-')}`),
          }))}
        />
        <Checkbox
          size="xs"
          label={t(format === 'pdf' ? 'reports.signPdf' : 'reports.signBeside')}
          checked={sign}
          onChange={(event) => setSign(event.currentTarget.checked)}
        />
        {leave.fields}
        {contradictions > 0 && submission === null && (
          <Text size="xs" c="var(--level-warning)">
            {t('reports.contradictions', { count: contradictions })}
          </Text>
        )}
        <Text size="xs" c="dimmed">
          {t(refused ? 'reports.refused' : 'reports.warning')}
        </Text>
        <Button loading={busy} disabled={refused || leave.refused} onClick={() => void run()}>
          {t(sign && format === 'pdf' ? 'reports.exportSignedPdf' : 'reports.exportNow')}
        </Button>
      </Stack>
    </Modal>
  );
}
