import { Button, Group, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContractFailure } from '../client/index.ts';
import { FailureNotice } from './FailureNotice.tsx';

interface Props {
  readonly title: string;
  /** What the button that sends it says, and the one that leaves it. */
  readonly action: string;
  readonly cancel: string;
  /** Whether it can be sent as it is filled in. */
  readonly whole: boolean;
  readonly sending: boolean;
  readonly failure: ContractFailure | null;
  readonly children: ReactNode;
  onSend(): void;
  onClose(): void;
}

/** A dialog of fields that are sent together. */
export function DialogForm(props: Props) {
  const { title, action, cancel, whole, sending, failure, children, onSend, onClose } = props;
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (whole) onSend();
        }}
      >
        {children}
        <FailureNotice failure={failure} />
        <Group mt="md">
          <Button type="submit" loading={sending} disabled={!whole}>
            {action}
          </Button>
          <Button variant="default" onClick={onClose}>
            {cancel}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
