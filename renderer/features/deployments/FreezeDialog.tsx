import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ReasonDialog } from './ReasonDialog.tsx';
import { useBoardAction, type Board, type Freeze } from './use-board.ts';
import { WhereSelect } from './WhereSelect.tsx';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** A time as a field of this computer's time has it, `2026-11-28T21:30`. */
function fieldOf(ms: number): string {
  const offset = new Date(ms).getTimezoneOffset() * MINUTE_MS;
  return new Date(ms - offset).toISOString().slice(0, 16);
}

/** Plans a freeze (null), or changes one: where, from when until when, and why. */
export function FreezeDialog({
  board,
  freeze,
  onClose,
}: {
  board: Board;
  freeze: Freeze | null;
  onClose(): void;
}) {
  const { t } = useTranslation();
  const set = useBoardAction('deployments.setFreeze', onClose);
  const [environmentId, setEnvironmentId] = useState(freeze?.environmentId ?? null);
  const [from, setFrom] = useState(() =>
    fieldOf(freeze === null ? Date.now() : Date.parse(freeze.from)),
  );
  const [until, setUntil] = useState(() =>
    fieldOf(freeze === null ? Date.now() + HOUR_MS : Date.parse(freeze.until)),
  );
  const isSpan = new Date(from).getTime() < new Date(until).getTime();
  return (
    <ReasonDialog
      title={t(
        freeze === null ? 'deployments.holdUps.addFreeze' : 'deployments.holdUps.changeFreeze',
      )}
      button={t(freeze === null ? 'deployments.holdUps.save' : 'deployments.holdUps.change')}
      confirm={null}
      reason={freeze?.reason ?? ''}
      disabled={!isSpan}
      isPending={set.isPending}
      failure={set.error}
      onClose={onClose}
      onDone={({ reason }) =>
        set.mutate({
          freezeId: freeze?.freezeId ?? null,
          environmentId,
          from: new Date(from).toISOString(),
          until: new Date(until).toISOString(),
          reason,
        })
      }
    >
      <WhereSelect board={board} value={environmentId} onChange={setEnvironmentId} />
      <TextInput
        mt="sm"
        type="datetime-local"
        required
        label={t('deployments.holdUps.from')}
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      <TextInput
        mt="sm"
        type="datetime-local"
        required
        label={t('deployments.holdUps.until')}
        value={until}
        onChange={(event) => setUntil(event.currentTarget.value)}
      />
    </ReasonDialog>
  );
}
