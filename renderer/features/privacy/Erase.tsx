import { Button, Checkbox, Group, Textarea, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Item, Output } from '#shared/contract/index.ts';
import { useApp } from '../../app/index.ts';
import { ContractFailure, useClient } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { formatNumber } from '../../ui/number.ts';
import type { CaseKeeping, Source } from './case-privacy.ts';
import { ErasurePreview } from './ErasurePreview.tsx';
import { Tombstones } from './Tombstones.tsx';
import classes from './DataMapScreen.module.css';

type Preview = Output<'privacy.previewErasure'>;
type Working =
  | { readonly what: 'previewing'; readonly percent: number }
  | ({ readonly what: 'erasing' } & Item<'privacy.erase'>);

const valuesIn = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** Takes a person's data out of the case: first shows what goes, then lets it go. */
export function Erase({ sources, keeping }: { sources: readonly Source[]; keeping: CaseKeeping }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [reason, setReason] = useState('');
  const [seen, setSeen] = useState(false);
  const [preview, setPreview] = useState<Preview | null>(null);
  const { working, failure, look, erase, stop } = useErasing();
  const values = valuesIn(text);
  const held = keeping.hold ?? keeping.teamHold?.reason ?? null;
  const runErase = async (): Promise<void> => {
    if (!(await erase(values, reason))) return;
    setText('');
    setReason('');
    setPreview(null);
    setSeen(false);
  };
  return (
    <div className={classes['page']}>
      {held !== null && (
        <p className={classes['lasting']} role="status">
          {t('privacy.onHold', { reason: held })} · {t('privacy.holdText')}
        </p>
      )}
      <form
        className={classes['form']}
        onSubmit={(event) => {
          event.preventDefault();
          setSeen(false);
          void look(values).then(setPreview);
        }}
      >
        <Textarea
          size="xs"
          autosize
          minRows={3}
          maxRows={8}
          label={t('privacy.values')}
          description={t('privacy.valuesHint')}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            // What was shown is not what would go any more.
            setPreview(null);
          }}
        />
        <Group gap={8} mt="xs">
          <Button size="xs" type="submit" disabled={values.length === 0 || working !== null}>
            {t('privacy.preview')}
          </Button>
          <WorkingLine working={working} onStop={stop} />
        </Group>
      </form>
      <FailureNotice failure={failure} />
      {preview !== null && <ErasurePreview preview={preview} sources={sources} />}
      {preview !== null && hasAny(preview) && (
        <form
          className={classes['form']}
          onSubmit={(event) => {
            event.preventDefault();
            void runErase();
          }}
        >
          <TextInput
            size="xs"
            label={t('privacy.reason')}
            description={t('privacy.reasonHint')}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <p className={classes['lasting']}>{t('privacy.lasting')}</p>
          <Checkbox
            size="xs"
            label={t('privacy.agree')}
            checked={seen}
            onChange={(event) => setSeen(event.currentTarget.checked)}
          />
          <Button
            size="xs"
            mt="xs"
            color="red"
            type="submit"
            disabled={!seen || reason.trim() === '' || working !== null || held !== null}
          >
            {t('privacy.erase')}
          </Button>
        </form>
      )}
      <Tombstones erasures={keeping.erasures} />
    </div>
  );
}

const hasAny = ({ places, entries, remembered }: Preview): boolean =>
  places + entries.length + remembered > 0;

function WorkingLine({ working, onStop }: { working: Working | null; onStop(): void }) {
  const { t } = useTranslation();
  if (working === null) return null;
  // Half of a rewriting would look as if it were all: only the looking can be stopped.
  const stoppable = working.what === 'previewing' || working.phase === 'looking';
  return (
    <span role="status">
      {working.what === 'previewing'
        ? t('privacy.previewing', { percent: working.percent })
        : t(`privacy.erasing.${working.phase}`, { done: working.done, total: working.total })}{' '}
      {stoppable && (
        <Button size="compact-xs" variant="subtle" onClick={onStop}>
          {t('privacy.cancel')}
        </Button>
      )}
    </span>
  );
}

/** The work that is under way, and what went wrong with the last. */
function useErasing() {
  const { t } = useTranslation();
  const client = useClient();
  const notify = useApp((app) => app.notify);
  const [working, setWorking] = useState<Working | null>(null);
  const [failure, setFailure] = useState<ContractFailure | null>(null);
  const stopping = useRef<AbortController | null>(null);

  async function run<T>(first: Working, work: (signal: AbortSignal) => Promise<T>) {
    const stop = new AbortController();
    stopping.current = stop;
    setFailure(null);
    setWorking(first);
    try {
      return await work(stop.signal);
    } catch (error) {
      if (error instanceof ContractFailure && error.code !== 'CANCELLED') setFailure(error);
      return null;
    } finally {
      setWorking(null);
    }
  }

  return {
    working,
    failure,
    stop: () => stopping.current?.abort(),
    look: (values: string[]): Promise<Preview | null> =>
      run({ what: 'previewing', percent: 0 }, (signal) =>
        client.stream(
          'privacy.previewErasure',
          { values },
          ({ done, total }) =>
            setWorking({
              what: 'previewing',
              percent: Math.floor((100 * done) / Math.max(1, total)),
            }),
          signal,
        ),
      ),
    /** Whether it was done. */
    async erase(values: string[], reason: string): Promise<boolean> {
      const first = { what: 'erasing', phase: 'looking', done: 0, total: 0 } as const;
      const erased = await run(first, (signal) =>
        client.stream(
          'privacy.erase',
          { values, reason },
          (progress) => setWorking({ what: 'erasing', ...progress }),
          signal,
        ),
      );
      if (erased === null) return false;
      const { places, sources } = erased;
      notify({
        kind: 'info',
        text: t('privacy.erased', { places: formatNumber(places), sources }),
      });
      return true;
    },
  };
}
