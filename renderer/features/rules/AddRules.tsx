import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app/index.ts';
import { ContractFailure, useCall, useClient } from '../../client/index.ts';
import { FileBrowser } from '../sources/index.ts';

/** Takes packs of rules into the profile, chosen through the shell's dialog or ours. */
export function AddRules() {
  const { t } = useTranslation();
  const client = useClient();
  const { data: state } = useCall('app.state', {}, { keep: true });
  const [browsing, setBrowsing] = useState(false);
  const [busy, setBusy] = useState(false);
  const add = async (paths: string[]): Promise<void> => {
    if (paths.length === 0) return;
    const { notify } = useApp.getState();
    setBusy(true);
    try {
      const { packs } = await client.call('rules.add', { paths });
      const names = packs.map(({ name }) => name).join(', ');
      notify({ kind: 'info', text: t('rules.added', { count: packs.length, names }) });
    } catch (error) {
      if (error instanceof ContractFailure)
        notify({ kind: 'error', text: error.message, code: error.code });
    } finally {
      setBusy(false);
    }
  };
  const pick = async (what: 'logs' | 'folder'): Promise<void> => {
    if (state?.nativeDialogs !== true) {
      setBrowsing(true);
      return;
    }
    const { paths } = await client.call('files.pick', { what });
    await add(paths ?? []);
  };
  return (
    <>
      <Button size="xs" loading={busy} onClick={() => void pick('folder')}>
        {t('rules.add')}
      </Button>
      {state?.nativeDialogs === true && (
        <Button size="xs" variant="default" onClick={() => void pick('logs')}>
          {t('rules.addFiles')}
        </Button>
      )}
      <FileBrowser
        opened={browsing}
        title={t('rules.add')}
        onClose={() => setBrowsing(false)}
        onChosen={(paths) => {
          setBrowsing(false);
          void add(paths);
        }}
      />
    </>
  );
}
