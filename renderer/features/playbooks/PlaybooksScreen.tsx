import { Button, UnstyledButton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { displayZone, useShortcuts } from '../../app/index.ts';
import { useAction, useCall } from '../../client/index.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { useTeamRelease } from '../../ui/use-team-release.ts';
import classes from './PlaybooksScreen.module.css';
import { usePlaybooks } from './playbooks-store.ts';
import { NEW_PLAYBOOK } from './new-playbook.ts';
import { RunForm } from './RunForm.tsx';
import { RunningView } from './RunningView.tsx';
import { RunView } from './RunView.tsx';
import { useRun } from './use-run.ts';

const PlaybookEditor = lazy(async () => ({
  default: (await import('./PlaybookEditor.tsx')).PlaybookEditor,
}));

/** Investigations that can be run again: chosen and run, what they did, and writing one. */
export function PlaybooksScreen() {
  const { t } = useTranslation();
  const released = useTeamRelease();
  const list = useCall('playbooks.list', {}, { keep: true });
  const runs = useCall('playbooks.runs', {}, { keep: true });
  const { data: state } = useCall('app.state', {}, { keep: true });
  const zone = state === undefined ? 'UTC' : displayZone(state);
  const { panel, running, show } = usePlaybooks();
  const current = useRun();
  useShortcuts(t('rail.playbooks'), [
    { keys: 'n', title: t('playbooks.new'), run: () => startNew(show) },
  ]);
  if (list.error !== null) return <FailureNotice failure={list.error} />;
  const playbooks = list.data ?? [];
  const chosen =
    panel?.kind === 'playbook' ? playbooks.find(({ id }) => id === panel.id) : undefined;
  const shown =
    panel?.kind === 'run' ? runs.data?.ended.find(({ run }) => run === panel.run) : undefined;
  return (
    <div className={classes['screen']}>
      <nav className={classes['side']} aria-label={t('playbooks.list')}>
        <div className={classes['head']}>
          <h2>{t('rail.playbooks')}</h2>
          <Button size="compact-xs" variant="default" onClick={() => startNew(show)}>
            {t('playbooks.new')}
          </Button>
        </div>
        {playbooks.map(({ id, title, own, team }) => (
          <UnstyledButton
            key={id}
            className={classes['item']}
            aria-current={panel?.kind === 'playbook' && panel.id === id ? 'page' : undefined}
            onClick={() => show({ kind: 'playbook', id })}
          >
            {title}
            {own && <span className={classes['dim']}> · {t('playbooks.own')}</span>}
            {team && <span className={classes['dim']}> · {released}</span>}
          </UnstyledButton>
        ))}
        <BrokenOff
          begun={runs.data?.begun.filter((one) => !one.running) ?? []}
          busy={running !== null}
          onResume={(run, title) => void current.run({ how: 'on', id: run }, title)}
        />
        <h2 className={classes['part']}>{t('playbooks.history')}</h2>
        {runs.data === undefined && <FailureNotice failure={runs.error} />}
        {runs.data?.ended.length === 0 && <p className={classes['dim']}>{t('playbooks.noRuns')}</p>}
        {runs.data?.ended.map(({ run, title, at, outcome }) => (
          <UnstyledButton
            key={run}
            className={classes['item']}
            aria-current={panel?.kind === 'run' && panel.run === run ? 'page' : undefined}
            onClick={() => show({ kind: 'run', run })}
          >
            {title}
            <span className={classes['dim']}>
              {' '}
              {at.replace('T', ' ').slice(5, 16)}
              {outcome === 'done' ? '' : ` · ${t(`playbooks.outcomes.${outcome}`)}`}
            </span>
          </UnstyledButton>
        ))}
      </nav>
      <div className={classes['main']}>
        {running !== null ? (
          <RunningView title={running.title} zone={zone} running={current} />
        ) : panel?.kind === 'edit' ? (
          <Suspense fallback={null}>
            <PlaybookEditor
              key={panel.before ?? 'new'}
              initial={panel.text}
              before={panel.before}
            />
          </Suspense>
        ) : shown !== undefined ? (
          <RunView run={shown} zone={zone} />
        ) : chosen !== undefined ? (
          <RunForm
            key={chosen.id}
            playbook={chosen}
            failure={current.failure}
            onRun={(inputs) => {
              void current.run({ how: 'anew', id: chosen.id, inputs }, chosen.title);
            }}
          />
        ) : (
          <>
            <FailureNotice failure={current.failure} />
            <EmptyState title={t('playbooks.empty')} text={t('playbooks.emptyText')} />
          </>
        )}
      </div>
    </div>
  );
}

const startNew = (show: ReturnType<typeof usePlaybooks.getState>['show']): void =>
  show({ kind: 'edit', text: NEW_PLAYBOOK, before: null });

/** Runs whose process ended in the middle: they go on, or are given up. */
function BrokenOff({
  begun,
  busy,
  onResume,
}: {
  begun: readonly { readonly run: string; readonly title: string; readonly done: number }[];
  busy: boolean;
  onResume(run: string, title: string): void;
}) {
  const { t } = useTranslation();
  const cancel = useAction('playbooks.cancel');
  if (begun.length === 0) return null;
  return (
    <>
      <h2 className={classes['part']}>{t('playbooks.brokenOff')}</h2>
      {begun.map(({ run, title, done }) => (
        <div key={run} className={classes['broken']}>
          {title} <span className={classes['dim']}>{t('playbooks.done', { count: done })}</span>
          <div className={classes['actions']}>
            <Button size="compact-xs" disabled={busy} onClick={() => onResume(run, title)}>
              {t('playbooks.goOn')}
            </Button>
            <Button
              size="compact-xs"
              variant="subtle"
              disabled={busy}
              onClick={() => cancel.mutate({ run })}
            >
              {t('playbooks.giveUp')}
            </Button>
          </div>
        </div>
      ))}
      <FailureNotice failure={cancel.error} />
    </>
  );
}
