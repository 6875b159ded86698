import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContractFailure } from '../../client/index.ts';
import { DialogForm } from '../../ui/DialogForm.tsx';
import { StepUpNotice } from './StepUpNotice.tsx';

interface Props {
  readonly title: string;
  readonly action: string;
  /** Whether it can be sent as it is filled in. */
  readonly whole?: boolean;
  readonly sent: { readonly isPending: boolean; readonly error: ContractFailure | null };
  readonly children: ReactNode;
  onSend(): void;
  onClose(): void;
}

/** A dialog whose sending may need a second factor just now; once that is shown it is sent again. */
export function StepUpForm({
  title,
  action,
  whole = true,
  sent,
  children,
  onSend,
  onClose,
}: Props) {
  const { t } = useTranslation();
  return (
    <DialogForm
      title={title}
      action={action}
      cancel={t('team.cancel')}
      whole={whole}
      sending={sent.isPending}
      failure={null}
      onSend={onSend}
      onClose={onClose}
    >
      {children}
      <StepUpNotice failure={sent.error} retry={onSend} />
    </DialogForm>
  );
}
