import { useTranslation } from 'react-i18next';
import { DialogForm } from '../../ui/DialogForm.tsx';
import { useWhatLeaves } from '../timeline/use-what-leaves.tsx';
import type { RawLogsWork } from './use-raw-logs-work.ts';

/** Asks which sources' lines are shared with the team, and how. */
export function ShareRawLogs({ work, onClose }: { work: RawLogsWork; onClose(): void }) {
  const { t } = useTranslation();
  const { sourceIds, note, leave, fields } = useWhatLeaves('share', t('team.rawLogs.sources'), {
    maskText: t('team.rawLogs.maskedText'),
  });
  return (
    <DialogForm
      title={t('team.rawLogs.dialog')}
      action={t('team.rawLogs.send')}
      cancel={t('team.rawLogs.leave')}
      whole={!leave.refused}
      sending={false}
      failure={null}
      onClose={onClose}
      onSend={() => {
        void work.share({ sourceIds, note, leave: leave.choice });
        onClose();
      }}
    >
      <p>{t('team.rawLogs.dialogText')}</p>
      {fields}
    </DialogForm>
  );
}
