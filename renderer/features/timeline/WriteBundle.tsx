import { Button, Modal, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Input } from '#shared/contract/index.ts';
import { useWhatLeaves } from './use-what-leaves.tsx';
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
  const [carry, setCarry] = useState<BundleChoice['carry']>('originals');
  const label = t('timeline.custody.sources');
  const { sourceIds, note, leave, fields } = useWhatLeaves('bundle', label, { maskable: false });
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
        {fields}
        <Button mt="sm" type="submit" disabled={leave.refused}>
          {t('timeline.custody.write')}
        </Button>
      </form>
    </Modal>
  );
}
