import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { serverMayRead } from '#shared/model/team-policy.ts';
import { useCall } from '../../client/index.ts';
import { DialogForm } from '../../ui/DialogForm.tsx';
import { useTeamPolicy } from '../../ui/use-team-policy.ts';
import { labelOfSources } from '../privacy/case-privacy.ts';
import { useWhatLeaves } from '../timeline/use-what-leaves.tsx';
import type { RawLogsWork } from './use-raw-logs-work.ts';

/** Asks which sources' lines are shared with the team, and how. */
export function ShareRawLogs({ work, onClose }: { work: RawLogsWork; onClose(): void }) {
  const { t } = useTranslation();
  const { sourceIds, note, leave, fields } = useWhatLeaves('share', t('team.rawLogs.sources'), {
    maskText: t('team.rawLogs.maskedText'),
  });
  const { data: keeping } = useCall('privacy.keeping', {}, { keep: true });
  const { data: list } = useCall('sources.list', {}, { keep: true });
  const team = useTeamPolicy();
  const [wanted, setWanted] = useState(false);
  const label =
    keeping === undefined ? null : labelOfSources(keeping, list?.sources ?? [], sourceIds);
  const reads = label === null ? undefined : team?.policy.serverReads?.[label];
  const mayRead = label !== null && serverMayRead(team, label, leave.choice.masked);
  const serverReads = wanted && mayRead;
  return (
    <DialogForm
      title={t('team.rawLogs.dialog')}
      action={t('team.rawLogs.send')}
      cancel={t('team.rawLogs.leave')}
      whole={!leave.refused}
      sending={false}
      failure={null}
      onClose={onClose}
      onSend={() => {
        void work.share({ sourceIds, note, leave: leave.choice, serverReads });
        onClose();
      }}
    >
      <p>{t('team.rawLogs.dialogText')}</p>
      {fields}
      {reads === undefined || label === null || team === null ? (
        <p>{t('team.rawLogs.sealed')}</p>
      ) : (
        <Checkbox
          mt="sm"
          size="xs"
          label={t('team.rawLogs.letRead')}
          description={t(mayRead ? `team.rawLogs.mayRead.${reads}` : 'team.rawLogs.onlyMasked', {
            version: team.version,
            label: t(`privacy.labels.${label}`).toLowerCase(),
          })}
          checked={serverReads}
          disabled={!mayRead}
          onChange={({ currentTarget: { checked } }) => setWanted(checked)}
        />
      )}
    </DialogForm>
  );
}
