import { Button, Group } from '@mantine/core';
import { useRef, useState } from 'react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { useApp } from '../../app/index.ts';
import { ContractFailure, useCall, useClient } from '../../client/index.ts';
import { fetchToDisk } from '../export/export-store.ts';
import { ShareCopy } from './ShareCopy.tsx';
import { WriteBundle, type BundleChoice } from './WriteBundle.tsx';
import classes from './TimelineScreen.module.css';

type Entry = Output<'custody.list'>[number];

/** The chain of custody; hashes again, and writes bundles that can be checked without the app. */
export function Custody() {
  const { t } = useTranslation();
  const client = useClient();
  const notify = useApp((app) => app.notify);
  const { data } = useCall('custody.list', {}, { keep: true });
  const [asking, setAsking] = useState(false);
  const [working, setWorking] = useState<string | null>(null);
  const stop = useRef<AbortController | null>(null);

  const run = async (work: (signal: AbortSignal) => Promise<string>): Promise<void> => {
    stop.current = new AbortController();
    setWorking('');
    try {
      notify({ kind: 'info', text: await work(stop.current.signal) });
    } catch (error) {
      if (error instanceof ContractFailure && error.code !== 'CANCELLED') {
        notify({ kind: 'error', text: error.message, code: error.code });
      }
    } finally {
      setWorking(null);
    }
  };
  const check = (): void =>
    void run(async (signal) => {
      const checked = await client.stream(
        'custody.check',
        { sourceIds: null },
        ({ path }) => setWorking(path),
        signal,
      );
      const wrong = checked.filter(({ result }) => result !== 'same');
      return wrong.length === 0
        ? t('timeline.custody.allSame', { count: checked.length })
        : t('timeline.custody.notSame', { names: wrong.map(({ path }) => path).join(', ') });
    });
  const bundle = (choice: BundleChoice): void => {
    setAsking(false);
    void run(async (signal) => {
      const written = await client.stream(
        'custody.bundle',
        choice,
        (item) => {
          if (item.type === 'progress') setWorking(item.path);
          else fetchToDisk(item.address);
        },
        signal,
      );
      return t('timeline.custody.bundled', { file: written.file, sha256: written.sha256 });
    });
  };
  const pathOf = pathsBySource(data ?? []);
  return (
    <section className={classes['panel']} aria-label={t('timeline.custody.title')}>
      <Group gap={8}>
        <Button size="xs" variant="default" disabled={working !== null} onClick={check}>
          {t('timeline.custody.check')}
        </Button>
        <Button size="xs" disabled={working !== null} onClick={() => setAsking(true)}>
          {t('timeline.custody.bundle')}
        </Button>
        {working !== null && (
          <span role="status">
            {working}{' '}
            <Button size="compact-xs" variant="subtle" onClick={() => stop.current?.abort()}>
              {t('status.cancel')}
            </Button>
          </span>
        )}
      </Group>
      <ShareCopy />
      {asking && <WriteBundle onClose={() => setAsking(false)} onWrite={bundle} />}
      <ol className={classes['custody']}>
        {data?.toReversed().map((entry) => (
          <li key={entry.entry}>
            <span className={classes['facts']}>
              {entry.at.slice(0, 19).replace('T', ' ')} · {entry.author} · {entry.host}
            </span>
            <div>{sentenceOf(entry, pathOf, t)}</div>
            {'sha256' in entry && entry.sha256 !== null && (
              <code className={classes['hash']}>{entry.sha256}</code>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** What a source was called when it was taken in: it may be gone from the case by now. */
function pathsBySource(entries: readonly Entry[]): (source: string) => string {
  const paths = new Map(
    entries.flatMap((entry) => (entry.kind === 'intake' ? [[entry.source, entry.path]] : [])),
  );
  return (source) => paths.get(source) ?? source;
}

function sentenceOf(entry: Entry, pathOf: (source: string) => string, t: TFunction): string {
  switch (entry.kind) {
    case 'intake':
      return t(`timeline.custody.intake.${entry.keeping}`, {
        path: entry.path,
        collector: entry.collector,
      });
    case 'check':
      return t(`timeline.custody.result.${entry.result}`, {
        what: t(`timeline.custody.against.${entry.against}`),
        path: pathOf(entry.source),
      });
    case 'left':
      return t(`timeline.custody.left.${entry.what}`, {
        file: entry.file ?? '',
        count: entry.records,
      });
    case 'note':
      return entry.source === null ? entry.text : `${pathOf(entry.source)}: ${entry.text}`;
  }
}
