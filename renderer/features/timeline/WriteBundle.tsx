import { Button, Modal, MultiSelect, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Input } from '#shared/contract/index.ts';
import { useCall } from '../../client/index.ts';
import { useLeave } from '../privacy/use-leave.tsx';
import classes from './TimelineScreen.module.css';

export type BundleChoice = Input<'custody.bundle'>;

/** Asks what an evidence bundle carries, for whom it is, and why it leaves where its label is against it. */
export function WriteBundle({
  onClose,
  onWrite,
}: {
  onClose(): void;
  onWrite(choice: BundleChoice): void;
}) {
  const { t } = useTranslation();
  const { data } = useCall('sources.list', {}, { keep: true });
  const [carry, setCarry] = useState<BundleChoice['carry']>('originals');
  const [chosen, setChosen] = useState<string[]>([]);
  const [note, setNote] = useState('');
  const sourceIds = chosen.length === 0 ? null : chosen.map(Number);
  const leave = useLeave('bundle', sourceIds, { maskable: false });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('timeline.custody.bundleTitle')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onWrite({ sourceIds, carry, note, leave: leave.choice });
        }}
      >
        <p className={classes['hint']}>{t('timeline.custody.bundleText')}</p>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={t('timeline.custody.carry')}
          value={carry}
          onChange={(value) => setCarry(value === 'excerpts' ? 'excerpts' : 'originals')}
          data={[
            { value: 'originals', label: t('timeline.custody.originals') },
            { value: 'excerpts', label: t('timeline.custody.excerpts') },
          ]}
        />
        <MultiSelect
          mt="sm"
          searchable
          label={t('timeline.custody.sources')}
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
        <Button mt="sm" type="submit" disabled={leave.refused}>
          {t('timeline.custody.write')}
        </Button>
      </form>
    </Modal>
  );
}
