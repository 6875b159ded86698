import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { environmentBefore } from '#shared/deployments/environment-before.ts';
import { formatRelative } from '../../ui/time.ts';
import { StepUpNotice } from '../tenant/index.ts';
import { DeployDialog } from './DeployDialog.tsx';
import classes from './DeploymentsScreen.module.css';
import { EnvironmentChanged } from './EnvironmentChanged.tsx';
import { GateList } from './GateList.tsx';
import { ReasonDialog } from './ReasonDialog.tsx';
import { RollBackDialog } from './RollBackDialog.tsx';
import {
  activeIn,
  releaseBy,
  useBoardAction,
  type Board,
  type Deployment,
  type Environment,
} from './use-board.ts';

interface Props {
  readonly board: Board;
  readonly environment: Environment;
  /** Null: it is not for this member to change. */
  readonly onEdit: (() => void) | null;
}

type Open = 'deploy' | 'back' | 'hold' | 'resume' | null;

/** One environment: what is in force, what goes on, and what can be done about it. */
export function EnvironmentColumn({ board, environment, onEdit }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<Open>(null);
  const close = (): void => setOpen(null);
  const { name, policy, since, paused, pinned } = environment;
  const current = releaseBy(board, environment.currentId);
  const active = activeIn(board, environment);
  const source = environmentBefore(board.environments, environment);
  const next = source === null ? null : releaseBy(board, source.currentId);
  const promotes = next !== null && next.releaseId !== environment.currentId && active === null;
  const held = pinned ?? paused;
  return (
    <section className={classes['column']} aria-label={name}>
      <div className={classes['columnHead']}>
        <h2>{name}</h2>
        {policy.production && (
          <span className={classes['mark']}>{t('deployments.production')}</span>
        )}
        {onEdit !== null && (
          <Button size="compact-xs" variant="subtle" onClick={onEdit}>
            {t('deployments.edit')}
          </Button>
        )}
      </div>
      <p className={classes['version']}>{current?.version ?? t('deployments.nothing')}</p>
      {since !== null && (
        <p className={classes['dim']}>
          {t('deployments.since', { ago: formatRelative(Date.parse(since) * 1000) })}
        </p>
      )}
      {held !== null && (
        <div className={classes['held']} role="status">
          <strong>{t(pinned === null ? 'deployments.paused' : 'deployments.pinned')}</strong>
          <p>{t('deployments.heldBy', { by: held.by, reason: held.reason })}</p>
          <Button size="compact-xs" variant="default" onClick={() => setOpen('resume')}>
            {t('deployments.resume')}
          </Button>
        </div>
      )}
      {active !== null && <Going board={board} deployment={active} />}
      <div className={classes['actions']}>
        {promotes && held === null && (
          <Button size="compact-sm" onClick={() => setOpen('deploy')}>
            {t('deployments.promote', { version: next.version })}
          </Button>
        )}
        {!promotes && active === null && (
          <Button size="compact-sm" variant="default" onClick={() => setOpen('deploy')}>
            {t('deployments.deploy')}
          </Button>
        )}
        {held === null && (
          <Button size="compact-sm" variant="default" onClick={() => setOpen('hold')}>
            {t('deployments.pause')}
          </Button>
        )}
        {current !== null && (
          <Button size="compact-sm" variant="default" color="red" onClick={() => setOpen('back')}>
            {t('deployments.rollBack')}
          </Button>
        )}
      </div>
      {open === 'deploy' && (
        <DeployDialog
          board={board}
          environment={environment}
          proposed={promotes ? next : null}
          onClose={close}
        />
      )}
      {open === 'back' && (
        <RollBackDialog board={board} environment={environment} onClose={close} />
      )}
      {(open === 'hold' || open === 'resume') && (
        <HoldDialog
          board={board}
          environment={environment}
          held={open === 'hold'}
          onClose={close}
        />
      )}
    </section>
  );
}

function HoldDialog({
  board,
  environment,
  held,
  onClose,
}: {
  board: Board;
  environment: Environment;
  held: boolean;
  onClose(): void;
}) {
  const { t } = useTranslation();
  const hold = useBoardAction('deployments.hold', onClose);
  // As she reads it, also while the board goes on.
  const [was] = useState(environment);
  const { name } = was;
  return (
    <ReasonDialog
      title={t(held ? 'deployments.pauseOf' : 'deployments.resumeOf', { name })}
      button={t(held ? 'deployments.pause' : 'deployments.resume')}
      confirm={null}
      isPending={hold.isPending}
      failure={hold.error}
      onClose={onClose}
      onDone={({ reason }) => hold.mutate({ was, reason, held })}
      renderChanged={({ reason }) => (
        <EnvironmentChanged
          board={board}
          failure={hold.error}
          wants={null}
          write={(now) => hold.mutate({ was: now, reason, held })}
          take={onClose}
        />
      )}
    />
  );
}

/** What goes on: its phase, its gates, and what others decide about it. */
function Going({ board, deployment }: { board: Board; deployment: Deployment }) {
  const { t } = useTranslation();
  const judge = useBoardAction('deployments.judge');
  const cancel = useBoardAction('deployments.cancel');
  const { deploymentId, phase, releaseId, why, gates, requestedBy, observeUntil } = deployment;
  return (
    <div className={classes['going']}>
      <p role="status">
        <strong>{releaseBy(board, releaseId)?.version}</strong> {t(`deployments.phase.${phase}`)}
        {phase === 'observing' &&
          observeUntil !== null &&
          ` ${t('deployments.until', { ago: formatRelative(Date.parse(observeUntil) * 1000) })}`}
      </p>
      <p className={classes['dim']}>
        {t('deployments.askedBy', { name: board.people[requestedBy] ?? requestedBy })}
      </p>
      {why !== null && <p>{why}</p>}
      <GateList gates={gates} />
      {phase === 'waiting' && (
        <div className={classes['actions']}>
          <Button
            size="compact-xs"
            loading={judge.isPending}
            onClick={() => judge.mutate({ deploymentId, approves: true })}
          >
            {t('deployments.approve')}
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => judge.mutate({ deploymentId, approves: false })}
          >
            {t('deployments.decline')}
          </Button>
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={() => cancel.mutate({ deploymentId, reason: t('deployments.cancelled') })}
          >
            {t('deployments.cancel')}
          </Button>
        </div>
      )}
      <StepUpNotice
        failure={judge.error ?? cancel.error}
        retry={() => {
          if (judge.error !== null) judge.mutate(judge.variables);
          else if (cancel.variables !== undefined) cancel.mutate(cancel.variables);
        }}
      />
    </div>
  );
}
