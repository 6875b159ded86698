import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app/index.ts';
import { useCall } from '../../client/index.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import classes from './DeploymentsScreen.module.css';
import { EnvironmentColumn } from './EnvironmentColumn.tsx';
import { EnvironmentDialog } from './EnvironmentDialog.tsx';
import { History } from './History.tsx';
import { HoldUps } from './HoldUps.tsx';
import { ReleaseTable } from './ReleaseTable.tsx';
import { useBoard, type Environment } from './use-board.ts';

/** What is deployed where on the team server, and what is done to that. */
export function DeploymentsScreen() {
  const { t } = useTranslation();
  const go = useApp((app) => app.go);
  const { data: state } = useCall('tenant.state', {}, { keep: true });
  const connection = state?.connection ?? null;
  const isIn = connection?.signedIn === true;
  const { data: board, error } = useBoard(isIn);
  const [editing, setEditing] = useState<Environment | 'new' | null>(null);
  if (state === undefined) return null;
  if (!isIn) {
    return (
      <EmptyState title={t('deployments.title')} text={t('deployments.signIn')}>
        <Button onClick={() => go('team')}>{t('deployments.toTeam')}</Button>
      </EmptyState>
    );
  }
  const isAdmin = connection?.who?.role === 'admin';
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and must by keyboard
    <div className={classes['screen']} tabIndex={0}>
      <div className={classes['head']}>
        <h1>{t('deployments.title')}</h1>
        {isAdmin && (
          <Button size="xs" variant="default" onClick={() => setEditing('new')}>
            {t('deployments.addEnvironment')}
          </Button>
        )}
      </div>
      <FailureNotice failure={error} />
      {board?.environments.length === 0 && (
        <EmptyState
          title={t('deployments.none')}
          text={t(isAdmin ? 'deployments.noneAdmin' : 'deployments.noneMember')}
        />
      )}
      {board !== undefined && board.environments.length > 0 && (
        <>
          <div className={classes['board']}>
            {board.environments.map((environment) => (
              <EnvironmentColumn
                key={environment.environmentId}
                board={board}
                environment={environment}
                onEdit={isAdmin ? () => setEditing(environment) : null}
              />
            ))}
          </div>
          <HoldUps board={board} />
          <ReleaseTable board={board} />
          <History board={board} />
        </>
      )}
      {editing !== null && board !== undefined && (
        <EnvironmentDialog
          board={board}
          environment={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
        />
      )}
    </div>
  );
}
