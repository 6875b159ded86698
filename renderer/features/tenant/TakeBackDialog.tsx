import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { useAction } from '../../client/index.ts';
import { DialogForm } from '../../ui/DialogForm.tsx';

interface Props {
  readonly shared: Output<'tenant.rawLogs'>[number];
  /** Told when they are taken back. */
  onDone(): void;
  onClose(): void;
}

/** Says what goes and what stays when raw logs are taken back, one's own or, for who manages the case, another member's. */
export function TakeBackDialog({ shared: { uploadId, by, isMine }, onDone, onClose }: Props) {
  const { t } = useTranslation();
  const { mutate, isPending, error } = useAction('tenant.takeBackRawLogs');
  const takeBack = (): void =>
    mutate(
      { uploadId },
      {
        onSuccess: () => {
          onDone();
          onClose();
        },
      },
    );
  return (
    <DialogForm
      title={t('team.rawLogs.takeBackOf', { by })}
      action={t('team.rawLogs.takeBack')}
      cancel={t('team.cancel')}
      whole
      sending={isPending}
      failure={error}
      onSend={takeBack}
      onClose={onClose}
    >
      <p>{t(isMine ? 'team.rawLogs.takeBackMine' : 'team.rawLogs.takeBackHers', { by })}</p>
      <p>{t('team.rawLogs.takeBackStays')}</p>
    </DialogForm>
  );
}
