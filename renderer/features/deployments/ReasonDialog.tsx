import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContractFailure } from '../../client/index.ts';
import { StepUpNotice } from '../tenant/index.ts';

interface Props {
  readonly title: string;
  readonly button: string;
  /** Name that must be typed before the button does anything; null: none. */
  readonly confirm: string | null;
  readonly isPending: boolean;
  readonly failure: ContractFailure | null;
  readonly danger?: boolean;
  /** What stands there as the reason already. */
  readonly reason?: string;
  /** What has still to be chosen. */
  readonly disabled?: boolean;
  /** What says it when somebody else has changed meanwhile what this is done to. */
  renderChanged?(why: { reason: string; confirm: string }): ReactNode;
  readonly children?: ReactNode;
  onClose(): void;
  onDone(why: { reason: string; confirm: string }): void;
}

/** Asks why, and for production for its name, before something is done. */
export function ReasonDialog(props: Props) {
  const { t } = useTranslation();
  const { confirm, children, danger = false, disabled = false } = props;
  const [reason, setReason] = useState(props.reason ?? '');
  const [typed, setTyped] = useState('');
  const isReady = reason.trim() !== '' && (confirm === null || typed === confirm) && !disabled;
  // What says so asks whether it is to be done all the same: to do it as it was begun would only be refused again.
  const isChanged =
    props.failure?.code === 'CHANGED_MEANWHILE' && props.renderChanged !== undefined;
  return (
    <Modal
      opened
      size="lg"
      onClose={props.onClose}
      title={props.title}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady && !isChanged) props.onDone({ reason, confirm: typed });
        }}
      >
        {children}
        <TextInput
          mt="sm"
          data-autofocus
          label={t('deployments.reason')}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {confirm !== null && (
          <TextInput
            mt="sm"
            autoComplete="off"
            label={t('deployments.typeName', { name: confirm })}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        )}
        <StepUpNotice
          failure={props.failure}
          retry={() => props.onDone({ reason, confirm: typed })}
          changed={props.renderChanged?.({ reason, confirm: typed })}
        />
        {!isChanged && (
          <Group justify="flex-end" mt="md">
            <Button variant="default" onClick={props.onClose}>
              {t('deployments.leave')}
            </Button>
            <Button
              type="submit"
              disabled={!isReady}
              loading={props.isPending}
              {...(danger ? { color: 'red' } : {})}
            >
              {props.button}
            </Button>
          </Group>
        )}
      </form>
    </Modal>
  );
}
