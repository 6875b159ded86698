import { Button, Group, Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app/index.ts';
import { ContractFailure, useClient } from '../../client/index.ts';
import { mergedText } from '../../ui/merged-text.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import classes from './StartScreen.module.css';

/** A sealed copy, and the case of ours that it is a copy of. */
export interface FoundCopy {
  readonly copy: string;
  readonly of: string;
  readonly name: string;
}

/** The copy that a failure to open speaks of; null: it says something else. */
export function foundCopy(failure: ContractFailure): FoundCopy | null {
  if (failure.code !== 'CASE_HERE_ALREADY') return null;
  const { path, of, name } = failure.details;
  return { copy: String(path), of: String(of), name: String(name) };
}

/** Asks what becomes of a copy of a case that is here already. */
export function KnownCopy({ found, onClose }: { found: FoundCopy; onClose(): void }) {
  const { t } = useTranslation();
  const client = useClient();
  const notify = useApp((app) => app.notify);
  const [working, setWorking] = useState(false);
  const [failure, setFailure] = useState<ContractFailure | null>(null);
  const run = async (work: () => Promise<void>): Promise<void> => {
    setWorking(true);
    try {
      await work();
      onClose();
    } catch (error) {
      if (error instanceof ContractFailure) setFailure(error);
    } finally {
      setWorking(false);
    }
  };
  const takeIn = (): void =>
    void run(async () => {
      await client.call('cases.open', { path: found.of, passphrase: null });
      const merge = { path: found.copy, passphrase: null };
      notify({ kind: 'info', text: mergedText(await client.call('custody.merge', merge), t) });
    });
  const beside = (): void =>
    void run(async () => {
      await client.call('cases.open', { path: found.copy, passphrase: null, beside: true });
    });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('start.copy.title')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <p className={classes['said']}>{t('start.copy.text', { ...found })}</p>
      <FailureNotice failure={failure} />
      <Group mt="sm" gap={8}>
        <Button data-autofocus loading={working} onClick={takeIn}>
          {t('start.copy.takeIn')}
        </Button>
        <Button variant="default" disabled={working} onClick={beside}>
          {t('start.copy.beside')}
        </Button>
      </Group>
    </Modal>
  );
}
