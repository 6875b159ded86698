import { Button, Menu, Modal, PasswordInput, TextInput, UnstyledButton } from '@mantine/core';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { useCommands } from '../../app/index.ts';
import { useAction, useCall, useClient } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { formatBytes } from '../../ui/number.ts';
import { formatRelative } from '../../ui/time.ts';
import { FileBrowser, useAdding } from '../sources/index.ts';
import { foundCopy, KnownCopy, type FoundCopy } from './KnownCopy.tsx';
import { NewCase } from './NewCase.tsx';
import classes from './StartScreen.module.css';

type RecentCase = Output<'cases.recent'>[number];

/** Cases: the recent ones, a new one, one from disk, the sample. */
export function StartScreen() {
  const { t } = useTranslation();
  const client = useClient();
  const { data: state } = useCall('app.state', {}, { keep: true });
  const { data: recent } = useCall('cases.recent', {}, { keep: true });
  const { data: keeping } = useCall('cases.keeping', {}, { keep: true });
  const overdue = keeping?.filter((kept) => kept.overdue).length ?? 0;
  const open = useAction('cases.open');
  const sample = useAction('cases.openSample');
  const [creating, setCreating] = useState(false);
  const [browsing, setBrowsing] = useState(false);
  const [deleting, setDeleting] = useState<RecentCase | null>(null);
  const [asking, setAsking] = useState<string | null>(null);
  const [found, setFound] = useState<FoundCopy | null>(null);

  const openPath = (path: string, passphrase: string | null): void =>
    open.mutate(
      { path, passphrase },
      {
        onSuccess: () => setAsking(null),
        onError: (failure) => {
          if (failure.code === 'CASE_PASSPHRASE_NEEDED') setAsking(path);
          setFound(foundCopy(failure));
        },
      },
    );
  const { droppedCase, dropCase } = useAdding();
  useEffect(() => {
    if (droppedCase === null) return;
    dropCase(null);
    openPath(droppedCase, null);
  });
  const choose = async (): Promise<void> => {
    if (state?.nativeDialogs !== true) {
      setBrowsing(true);
      return;
    }
    const { paths } = await client.call('files.pick', { what: 'case' });
    const [path] = paths ?? [];
    if (path !== undefined) openPath(path, null);
  };
  useStartCommands({
    new: () => setCreating(true),
    open: () => void choose(),
    sample: () => sample.mutate({}),
  });
  const isAsked = ['CASE_PASSPHRASE_NEEDED', 'CASE_HERE_ALREADY'].includes(open.error?.code ?? '');
  const failure = isAsked ? null : (open.error ?? sample.error);
  return (
    <div className={classes['screen']}>
      <div className={classes['column']}>
        <h1 className={classes['title']}>{t('start.cases.title')}</h1>
        <div className={classes['actions']}>
          <Button onClick={() => setCreating(true)}>{t('start.cases.new')}</Button>
          <Button variant="default" onClick={() => void choose()}>
            {t('start.cases.open')}
          </Button>
          <Button variant="default" loading={sample.isPending} onClick={() => sample.mutate({})}>
            {t('start.cases.sample')}
          </Button>
        </div>
        <FailureNotice failure={failure} />
        {overdue > 0 && (
          <p className={classes['overdue']} role="status">
            {t('start.cases.overdueText', { count: overdue })}
          </p>
        )}
        {recent?.length === 0 && <p className={classes['none']}>{t('start.cases.none')}</p>}
        <ul className={classes['list']}>
          {recent?.map((entry) => (
            <RecentRow
              key={entry.path}
              entry={entry}
              kept={keeping?.find(({ path }) => path === entry.path) ?? null}
              onOpen={() => openPath(entry.path, null)}
              onDelete={() => setDeleting(entry)}
            />
          ))}
        </ul>
      </div>
      <NewCase opened={creating} onClose={() => setCreating(false)} />
      {found !== null && <KnownCopy found={found} onClose={() => setFound(null)} />}
      <DeleteCase entry={deleting} onClose={() => setDeleting(null)} />
      <AskPassphrase
        path={asking}
        failure={open.error}
        pending={open.isPending}
        onClose={() => setAsking(null)}
        onAnswer={openPath}
      />
      <FileBrowser
        opened={browsing}
        title={t('start.cases.open')}
        single
        extension=".eiq"
        onClose={() => setBrowsing(false)}
        onChosen={([path]) => {
          setBrowsing(false);
          if (path !== undefined) openPath(path, null);
        }}
      />
    </div>
  );
}

/** What the buttons do, in the palette. */
function useStartCommands(run: Readonly<Record<'new' | 'open' | 'sample', () => void>>): void {
  const { t } = useTranslation();
  const latest = useRef(run);
  latest.current = run;
  const commands = useMemo(
    () =>
      (['new', 'open', 'sample'] as const).map((what) => ({
        id: `start-${what}`,
        title: t(`start.cases.${what}`),
        run: () => latest.current[what](),
      })),
    [t, latest],
  );
  useCommands('start', commands);
}

function RecentRow({
  entry,
  kept,
  onOpen,
  onDelete,
}: {
  entry: RecentCase;
  kept: Output<'cases.keeping'>[number] | null;
  onOpen(): void;
  onDelete(): void;
}) {
  const { t } = useTranslation();
  const { mutate: forget } = useAction('cases.forget');
  const missing = entry.size === null;
  return (
    <li className={classes['row']}>
      <UnstyledButton className={classes['open']} disabled={missing} onClick={onOpen}>
        <span className={classes['name']}>{entry.name}</span>
        <span className={classes['facts']}>
          {entry.size === null ? t('start.cases.missing') : formatBytes(entry.size)} ·{' '}
          {formatRelative(Date.parse(entry.openedAt) * 1000)}
          {kept?.overdue === true && (
            <strong className={classes['overdue']}>
              {' · '}
              {t('start.cases.overdue', { day: kept.keepUntil })}
            </strong>
          )}
          {kept !== null &&
            (kept.hold !== null || kept.teamHold !== null) &&
            ` · ${t('start.cases.onHold')}`}
        </span>
        <span className={classes['path']}>{entry.path}</span>
      </UnstyledButton>
      <Menu position="bottom-end">
        <Menu.Target>
          <UnstyledButton
            className={classes['menu']}
            aria-label={t('start.cases.more', { name: entry.name })}
          >
            ⋯
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => forget({ path: entry.path })}>
            {t('start.cases.forget')}
          </Menu.Item>
          {!missing && (
            <Menu.Item color="red" onClick={onDelete}>
              {t('start.cases.delete')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </li>
  );
}

function DeleteCase({ entry, onClose }: { entry: RecentCase | null; onClose(): void }) {
  const { t } = useTranslation();
  const remove = useAction('cases.delete');
  const [typed, setTyped] = useState('');
  const close = (): void => {
    setTyped('');
    onClose();
  };
  return (
    <Modal
      opened={entry !== null}
      onClose={close}
      title={t('start.delete.title')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <p>{t('start.delete.text', { name: entry?.name ?? '' })}</p>
      <TextInput
        data-autofocus
        label={t('start.delete.label')}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <FailureNotice failure={remove.error} />
      <Button
        mt="sm"
        color="red"
        disabled={typed !== entry?.name}
        loading={remove.isPending}
        onClick={() =>
          entry !== null && remove.mutate({ path: entry.path, name: typed }, { onSuccess: close })
        }
      >
        {t('start.delete.delete')}
      </Button>
    </Modal>
  );
}

interface AskProps {
  readonly path: string | null;
  readonly failure: Parameters<typeof FailureNotice>[0]['failure'];
  readonly pending: boolean;
  onClose(): void;
  onAnswer(path: string, passphrase: string): void;
}

function AskPassphrase({ path, failure, pending, onClose, onAnswer }: AskProps) {
  const { t } = useTranslation();
  const [passphrase, setPassphrase] = useState('');
  return (
    <Modal
      opened={path !== null}
      onClose={onClose}
      title={t('start.ask.title')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (path !== null) onAnswer(path, passphrase);
        }}
      >
        <p className={classes['said']}>{t('start.ask.text', { path: path ?? '' })}</p>
        <PasswordInput
          data-autofocus
          label={t('start.unlock.passphrase')}
          value={passphrase}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('start.show') }}
        />
        {failure?.code === 'CASE_PASSPHRASE_NEEDED' ? null : <FailureNotice failure={failure} />}
        <Button type="submit" mt="sm" disabled={passphrase === ''} loading={pending}>
          {t('start.ask.open')}
        </Button>
      </form>
    </Modal>
  );
}
