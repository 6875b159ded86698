import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import classes from './SettingsScreen.module.css';

type Entry = Output<'journal.list'>[number];

const PAGE = 50;

/** Entries of the journal before the one of a number, and those before them when they are asked for: bodies of a table. */
export function JournalPage({ before }: { before: number | null }) {
  const { t } = useTranslation();
  const { data, error } = useCall('journal.list', { before, limit: PAGE }, { keep: true });
  const undo = useAction('journal.undo');
  const [isOlderShown, setOlderShown] = useState(false);
  if (data === undefined) return <FailureNotice failure={error} />;
  const isMore = data.length === PAGE;
  return (
    <>
      <tbody>
        {data.map((entry) => (
          <EntryRow key={entry.seq} entry={entry} onUndo={() => undo.mutate({ entry: entry.id })} />
        ))}
        {undo.error !== null && (
          <tr>
            <td colSpan={6}>
              <FailureNotice failure={undo.error} />
            </td>
          </tr>
        )}
        {isMore && !isOlderShown && (
          <tr>
            <td colSpan={6}>
              <Button variant="default" my="xs" onClick={() => setOlderShown(true)}>
                {t('settings.older')}
              </Button>
            </td>
          </tr>
        )}
      </tbody>
      {isMore && isOlderShown && <JournalPage before={data.at(-1)?.seq ?? null} />}
    </>
  );
}

function EntryRow({ entry, onUndo }: { entry: Entry; onUndo: () => void }) {
  const { t } = useTranslation();
  return (
    <tr>
      <td>{entry.seq}</td>
      <td className={classes['when']}>{entry.at.replace('T', ' ').slice(0, 19)}</td>
      <td>{entry.author}</td>
      <td>
        <span className={entry.undone ? classes['undone'] : undefined}>
          {t(`settings.kinds.${entry.kind.replace('.', '_')}`, entry.kind)}
        </span>
      </td>
      <td className={classes['subject']}>{entry.subject}</td>
      <td>
        {entry.undoable && (
          <Button
            size="compact-xs"
            variant="subtle"
            aria-label={t('settings.undo_entry', { seq: entry.seq })}
            onClick={onUndo}
          >
            {t('settings.undo')}
          </Button>
        )}
      </td>
    </tr>
  );
}
