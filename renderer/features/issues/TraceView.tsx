import { Button, Switch, TextInput, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import classes from './IssuePage.module.css';

type Trace = NonNullable<Output<'issues.show'>['trace']>;
type TraceException = Trace['exceptions'][number];
type Frame = TraceException['frames'][number];

interface Props {
  readonly trace: Trace;
  /** Folder of a checkout or of source maps; empty: none was named. */
  readonly folder: string;
  onFolder(folder: string): void;
}

/** A stack trace, root cause first; library frames are folded away, and a frame unfolds to its source. */
export function TraceView({ trace, folder, onFolder }: Props) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const [typed, setTyped] = useState(folder);
  return (
    <section aria-label={t('issues.trace.label')}>
      <div className={classes['traceHead']}>
        <h3>{t('issues.trace.label')}</h3>
        <Switch
          size="xs"
          label={t('issues.trace.library')}
          checked={all}
          onChange={(event) => setAll(event.currentTarget.checked)}
        />
      </div>
      <form
        className={classes['folder']}
        onSubmit={(event) => {
          event.preventDefault();
          onFolder(typed.trim());
        }}
      >
        <TextInput
          size="xs"
          value={typed}
          placeholder={t('issues.trace.folder')}
          aria-label={t('issues.trace.folder')}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button size="xs" variant="default" type="submit" disabled={typed.trim() === folder}>
          {t('issues.trace.use')}
        </Button>
      </form>
      {trace.exceptions.toReversed().map((exception, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- an exception is its place in the chain
        <ExceptionView key={at} exception={exception} root={at === 0} all={all} folder={folder} />
      ))}
    </section>
  );
}

function ExceptionView({
  exception,
  root,
  all,
  folder,
}: {
  exception: TraceException;
  root: boolean;
  all: boolean;
  folder: string;
}) {
  const { t } = useTranslation();
  const own = exception.frames.some(({ library }) => !library);
  const shown = exception.frames.filter(({ library }) => all || !library || !own);
  const hidden = exception.frames.length - shown.length;
  return (
    <div className={classes['exception']}>
      <p className={classes['exceptionHead']}>
        {!root && <span className={classes['relation']}>{t('issues.trace.within')} </span>}
        <b>{exception.type}</b>
        {exception.message !== '' && `: ${exception.message.split('\n')[0]}`}
      </p>
      <ol className={classes['frames']}>
        {shown.map((frame, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- a frame is its place in the stack
          <FrameView key={at} frame={frame} folder={folder} />
        ))}
      </ol>
      {hidden > 0 && (
        <p className={classes['dim']}>{t('issues.trace.hidden', { count: hidden })}</p>
      )}
    </div>
  );
}

function FrameView({ frame, folder }: { frame: Frame; folder: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const place = frame.line === null ? frame.path : `${frame.path}:${frame.line}`;
  const unfolds = frame.line !== null && frame.path !== '';
  return (
    <li className={frame.library ? classes['libraryFrame'] : undefined}>
      <UnstyledButton
        className={classes['frame']}
        disabled={!unfolds}
        aria-expanded={unfolds ? open : undefined}
        onClick={() => setOpen(!open)}
      >
        <span>{frame.name}</span>
        {place !== '' && <span className={classes['dim']}> {place}</span>}
      </UnstyledButton>
      {open && folder === '' && <p className={classes['dim']}>{t('issues.trace.noFolder')}</p>}
      {open && folder !== '' && <SourceView frame={frame} folder={folder} />}
    </li>
  );
}

function SourceView({ frame, folder }: { frame: Frame; folder: string }) {
  const { path, line, column } = frame;
  const { data, error } = useCall('issues.source', { folder, path, line: line ?? 1, column });
  if (error !== null) return <FailureNotice failure={error} />;
  if (data === undefined) return null;
  return (
    <figure className={classes['source']}>
      <figcaption className={classes['dim']}>{data.file}</figcaption>
      <pre>
        {data.lines.map((text, at) => {
          const number = data.firstLine + at;
          return (
            <span
              key={number}
              className={classes['sourceLine']}
              data-here={number === data.line || undefined}
            >
              <span className={classes['sourceNumber']}>{number}</span>
              {text}
              {'\n'}
            </span>
          );
        })}
      </pre>
    </figure>
  );
}
