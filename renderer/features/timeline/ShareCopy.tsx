import { Button, Group, Modal, PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app/index.ts';
import { ContractFailure, useCall, useClient } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { fetchToDisk } from '../export/export-store.ts';
import { FileBrowser } from '../sources/FileBrowser.tsx';
import { CopyLock, type Lock } from './CopyLock.tsx';
import { mergedText } from '../../ui/merged-text.ts';
import { useWhatLeaves } from './use-what-leaves.tsx';
import classes from './TimelineScreen.module.css';

/** Seals a copy of the case for a colleague, and takes back in what was worked on apart. */
export function ShareCopy() {
  const { t } = useTranslation();
  const client = useClient();
  const { data: state } = useCall('app.state', {}, { keep: true });
  const [open, setOpen] = useState<'share' | 'browse' | null>(null);
  const [path, setPath] = useState<string | null>(null);
  const choose = async (): Promise<void> => {
    if (state?.nativeDialogs !== true) {
      setOpen('browse');
      return;
    }
    const { paths } = await client.call('files.pick', { what: 'case' });
    setPath(paths?.[0] ?? null);
  };
  return (
    <Group gap={8} mt="xs">
      <Button size="xs" variant="default" onClick={() => setOpen('share')}>
        {t('timeline.share.open')}
      </Button>
      <Button size="xs" variant="default" onClick={() => void choose()}>
        {t('timeline.share.merge')}
      </Button>
      {open === 'share' && <ShareDialog onClose={() => setOpen(null)} />}
      <FileBrowser
        opened={open === 'browse'}
        title={t('timeline.share.chooseCopy')}
        single
        extension=".eiq"
        onClose={() => setOpen(null)}
        onChosen={([chosen]) => {
          setOpen(null);
          setPath(chosen ?? null);
        }}
      />
      {path !== null && <MergeDialog path={path} onClose={() => setPath(null)} />}
    </Group>
  );
}

/** Runs work and keeps what went wrong with it. */
function useWork() {
  const [failure, setFailure] = useState<ContractFailure | null>(null);
  const [working, setWorking] = useState(false);
  const run = async (work: () => Promise<void>): Promise<void> => {
    setWorking(true);
    setFailure(null);
    try {
      await work();
    } catch (error) {
      if (error instanceof ContractFailure) setFailure(error);
    } finally {
      setWorking(false);
    }
  };
  return { failure, working, run };
}

function ShareDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation();
  const client = useClient();
  const notify = useApp((app) => app.notify);
  const [lock, setLock] = useState<Lock>({ by: 'passphrase', passphrase: '' });
  const { sourceIds, note, leave, fields } = useWhatLeaves('share', t('timeline.share.sources'), {
    maskText: t('timeline.share.maskedText'),
  });
  const { failure, working, run } = useWork();
  const share = (): void =>
    void run(async () => {
      const shared = await client.stream(
        'custody.share',
        { to: lock, sourceIds, note, leave: leave.choice },
        ({ address }) => fetchToDisk(address),
        new AbortController().signal,
      );
      notify({ kind: 'info', text: t('timeline.share.shared', { ...shared }) });
      onClose();
    });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('timeline.share.title')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          share();
        }}
      >
        <p className={classes['hint']}>{t('timeline.share.text')}</p>
        <CopyLock lock={lock} onChange={setLock} />
        {fields}
        <FailureNotice failure={failure} />
        <Button mt="sm" type="submit" loading={working} disabled={isOpen(lock) || leave.refused}>
          {t('timeline.share.seal')}
        </Button>
      </form>
    </Modal>
  );
}

/** Nothing was given yet that would lock it. */
const isOpen = (lock: Lock): boolean =>
  (lock.by === 'key' ? lock.text.trim() : lock.passphrase) === '';

function MergeDialog({ path, onClose }: { path: string; onClose(): void }) {
  const { t } = useTranslation();
  const client = useClient();
  const notify = useApp((app) => app.notify);
  const [passphrase, setPassphrase] = useState('');
  const { failure, working, run } = useWork();
  const merge = (): void =>
    void run(async () => {
      const given = passphrase === '' ? null : passphrase;
      const merged = await client.call('custody.merge', { path, passphrase: given });
      notify({ kind: 'info', text: mergedText(merged, t) });
      onClose();
    });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('timeline.share.merge')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          merge();
        }}
      >
        <p className={classes['hint']}>{path}</p>
        <PasswordInput
          data-autofocus
          label={t('timeline.share.passphraseOfCopy')}
          description={t('timeline.share.noPassphrase')}
          autoComplete="off"
          value={passphrase}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
        />
        <FailureNotice failure={failure} />
        <Button mt="sm" type="submit" loading={working}>
          {t('timeline.share.take')}
        </Button>
      </form>
    </Modal>
  );
}
