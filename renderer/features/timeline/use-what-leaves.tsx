import { MultiSelect, Stack, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { LeavingWay } from '#shared/model/label.ts';
import { useCall } from '../../client/index.ts';
import { useLeave, type LeaveOptions } from '../privacy/use-leave.tsx';

type Leave = ReturnType<typeof useLeave>;

/** What of a case leaves, for whom, and why where its label is against it. */
interface WhatLeaves {
  /** Null: all sources. */
  readonly sourceIds: number[] | null;
  readonly note: string;
  readonly leave: Leave;
  /** Where it is asked. */
  readonly fields: ReactNode;
}

/** Asks which sources leave, for whom, and what `useLeave` asks. @param label of the sources */
export function useWhatLeaves(way: LeavingWay, label: string, options: LeaveOptions): WhatLeaves {
  const { t } = useTranslation();
  const { data } = useCall('sources.list', {}, { keep: true });
  const [chosen, setChosen] = useState<string[]>([]);
  const [note, setNote] = useState('');
  const sourceIds = chosen.length === 0 ? null : chosen.map(Number);
  const leave = useLeave(way, sourceIds, options);
  const fields = (
    <>
      <MultiSelect
        mt="sm"
        searchable
        label={label}
        placeholder={chosen.length === 0 ? t('timeline.share.all') : ''}
        value={chosen}
        onChange={setChosen}
        data={(data?.sources ?? []).map(({ id, path }) => ({ value: String(id), label: path }))}
      />
      <TextInput
        mt="sm"
        label={t('timeline.share.note')}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Stack gap="sm" mt="sm">
        {leave.fields}
      </Stack>
    </>
  );
  return { sourceIds, note, leave, fields };
}
