import { Button, Checkbox, Modal, UnstyledButton } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { formatBytes } from '../../ui/number.ts';
import classes from './FileBrowser.module.css';

interface Props {
  readonly opened: boolean;
  readonly title: string;
  /** One file, opened by a click. */
  readonly single?: boolean;
  readonly extension?: string;
  onClose(): void;
  onChosen(paths: string[]): void;
}

type Entry = Output<'files.browse'>['entries'][number];

/** Files of this machine, for where the shell has no dialog of its own. */
export function FileBrowser({
  opened,
  title,
  single = false,
  extension,
  onClose,
  onChosen,
}: Props) {
  const { t } = useTranslation();
  const [folder, setFolder] = useState<string | null>(null);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const { data, error } = useCall('files.browse', { folder }, { enabled: opened, keep: true });
  useEffect(() => setChosen([]), [folder, opened]);
  const toggle = (path: string): void =>
    setChosen((paths) =>
      paths.includes(path) ? paths.filter((other) => other !== path) : [...paths, path],
    );
  const entries = (data?.entries ?? []).filter(
    ({ kind, name }) => kind === 'folder' || extension === undefined || name.endsWith(extension),
  );
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      size="lg"
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <div className={classes['where']}>
        <Button
          size="compact-xs"
          variant="default"
          disabled={data?.parent == null}
          onClick={() => setFolder(data?.parent ?? null)}
        >
          {t('files.up')}
        </Button>
        <span className={classes['folder']}>{data?.folder}</span>
      </div>
      <FailureNotice failure={error} />
      <ul className={classes['list']}>
        {entries.map((entry) => (
          <EntryRow
            key={entry.path}
            entry={entry}
            single={single}
            chosen={chosen.includes(entry.path)}
            onOpen={() =>
              entry.kind === 'folder'
                ? setFolder(entry.path)
                : single
                  ? onChosen([entry.path])
                  : toggle(entry.path)
            }
            onToggle={() => toggle(entry.path)}
          />
        ))}
        {entries.length === 0 && <li className={classes['none']}>{t('files.none')}</li>}
      </ul>
      {data !== undefined && data.more > 0 && <p>{t('files.more', { count: data.more })}</p>}
      {!single && (
        <div className={classes['foot']}>
          <Button variant="default" onClick={() => data !== undefined && onChosen([data.folder])}>
            {t('files.addThis')}
          </Button>
          <Button disabled={chosen.length === 0} onClick={() => onChosen([...chosen])}>
            {t('files.add', { count: chosen.length })}
          </Button>
        </div>
      )}
    </Modal>
  );
}

interface RowProps {
  readonly entry: Entry;
  readonly single: boolean;
  readonly chosen: boolean;
  onOpen(): void;
  onToggle(): void;
}

function EntryRow({ entry, single, chosen, onOpen, onToggle }: RowProps) {
  const { t } = useTranslation();
  return (
    <li className={classes['entry']}>
      {!single && (
        <Checkbox
          size="xs"
          checked={chosen}
          onChange={onToggle}
          aria-label={t('files.choose', { name: entry.name })}
        />
      )}
      <UnstyledButton className={classes['name']} onClick={onOpen}>
        <span aria-hidden="true">{entry.kind === 'folder' ? '▸ ' : ''}</span>
        {entry.name}
      </UnstyledButton>
      <span className={classes['size']}>
        {entry.kind === 'file' ? formatBytes(entry.size) : ''}
      </span>
    </li>
  );
}
