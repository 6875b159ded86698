import { Select } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Difference } from './Difference.tsx';
import { EnvironmentChanged, useNeedsIdle } from './EnvironmentChanged.tsx';
import { ReasonDialog } from './ReasonDialog.tsx';
import {
  releaseBy,
  useBoardAction,
  type Board,
  type Environment,
  type Release,
} from './use-board.ts';

interface Props {
  readonly board: Board;
  readonly environment: Environment;
  readonly proposed: Release | null;
  onClose(): void;
}

/** Chooses a release, shows what it changes, and asks for it to be put in force. */
export function DeployDialog({ board, environment: now, proposed, onClose }: Props) {
  const { t } = useTranslation();
  // As she reads it, also while the board goes on; releases never change, and those that come can be chosen.
  const [environment] = useState(now);
  const { name, currentId, policy } = environment;
  const others = board.releases.filter(({ releaseId }) => releaseId !== currentId);
  const [releaseId, setReleaseId] = useState(proposed?.releaseId ?? null);
  const deploy = useBoardAction('deployments.deploy', onClose);
  const release = releaseBy(board, releaseId);
  const needsIdle = useNeedsIdle();
  return (
    <ReasonDialog
      title={t('deployments.deployTo', { name })}
      button={t('deployments.ask')}
      confirm={policy.production ? name : null}
      disabled={release === null}
      isPending={deploy.isPending}
      failure={deploy.error}
      onClose={onClose}
      onDone={(why) => releaseId !== null && deploy.mutate({ was: environment, releaseId, ...why })}
      renderChanged={(why) => (
        <EnvironmentChanged
          board={board}
          failure={deploy.error}
          wants={null}
          meaning={needsIdle}
          write={(was) => releaseId !== null && deploy.mutate({ was, releaseId, ...why })}
          take={onClose}
        />
      )}
    >
      <Select
        label={t('deployments.release')}
        placeholder={t('deployments.choose')}
        data={others.map((one) => ({ value: one.releaseId, label: one.version }))}
        value={releaseId}
        onChange={setReleaseId}
        searchable
      />
      {release !== null && (
        <Difference board={board} from={releaseBy(board, currentId)} to={release} />
      )}
    </ReasonDialog>
  );
}
