import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChangedNotice } from '../tenant/index.ts';
import { ReasonDialog } from './ReasonDialog.tsx';
import { environmentName, useBoardAction, type Board, type Freeze } from './use-board.ts';
import { WhereSelect } from './WhereSelect.tsx';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** A time as a field of this computer's time has it, `2026-11-28T21:30`. */
function fieldOf(ms: number): string {
  const offset = new Date(ms).getTimezoneOffset() * MINUTE_MS;
  return new Date(ms - offset).toISOString().slice(0, 16);
}

/** The time of a field, which is that of before as long as its minute is: seconds are not seen. */
function sameMinute(field: string, before: string | undefined): string {
  const isSame = before !== undefined && fieldOf(Date.parse(before)) === field;
  return isSame ? before : new Date(field).toISOString();
}

/** Parts of a freeze that two may have changed. */
const CHANGED = {
  environmentId: 'deployments.holdUps.where',
  from: 'deployments.holdUps.from',
  until: 'deployments.holdUps.until',
  reason: 'deployments.reason',
} as const;

/** Plans a freeze (null), or changes one: where, from when until when, and why. */
export function FreezeDialog({
  board,
  freeze: now,
  onClose,
}: {
  board: Board;
  freeze: Freeze | null;
  onClose(): void;
}) {
  const { t } = useTranslation();
  // As she reads it, also while the board goes on.
  const [freeze] = useState(now);
  const set = useBoardAction('deployments.setFreeze', onClose);
  const [environmentId, setEnvironmentId] = useState(freeze?.environmentId ?? null);
  const [from, setFrom] = useState(() =>
    fieldOf(freeze === null ? Date.now() : Date.parse(freeze.from)),
  );
  const [until, setUntil] = useState(() =>
    fieldOf(freeze === null ? Date.now() + HOUR_MS : Date.parse(freeze.until)),
  );
  const wanted = (reason: string) => ({
    environmentId,
    from: sameMinute(from, freeze?.from),
    until: sameMinute(until, freeze?.until),
    reason,
  });
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
      onDone={({ reason }) => set.mutate({ ...wanted(reason), was: freeze })}
      renderChanged={({ reason }) => (
        <ChangedNotice<Freeze>
          failure={set.error}
          wants={freeze && { ...freeze, ...wanted(reason) }}
          label={(part) => (part in CHANGED ? t(CHANGED[part as keyof typeof CHANGED]) : null)}
          show={(part, value) => {
            const text = typeof value === 'string' ? value : null;
            if (part === 'environmentId') {
              return environmentName(board, text) ?? t('deployments.holdUps.everywhere');
            }
            if (text === null || part === 'reason') return null;
            return fieldOf(Date.parse(text)).replace('T', ' ');
          }}
          write={(was, { freezeId: _own, ...body }) => set.mutate({ ...body, was })}
          take={onClose}
        />
      )}
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
