import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAction, useCall } from '../../client/index.ts';
import { AddLogs } from './AddLogs.tsx';
import { inLogs } from './source-groups.ts';
import { RotatedLog } from './RotatedLog.tsx';
import { Skipped } from './Skipped.tsx';
import { SourceRow } from './SourceRow.tsx';
import classes from './SourcesPanel.module.css';

/** The evidence of the case, source by source; the files of a rotated log together. */
export function SourcesPanel() {
  const { t } = useTranslation();
  const { data } = useCall('sources.list', {}, { keep: true });
  const { mutate: resume } = useAction('sources.resume');
  const { mutate: leave } = useAction('sources.leaveFolder');
  return (
    <div className={classes['panel']}>
      <div className={classes['head']}>
        <AddLogs compact />
        {data?.isUnfinished === true && (
          <UnstyledButton className={classes['link']} onClick={() => resume({})}>
            {t('sources.resume')}
          </UnstyledButton>
        )}
      </div>
      {data?.folders.map((folder) => (
        <div key={folder} className={classes['folder']}>
          <span>{t('sources.following.folder', { folder })}</span>
          <UnstyledButton className={classes['link']} onClick={() => leave({ folder })}>
            {t('sources.following.leave')}
          </UnstyledButton>
        </div>
      ))}
      {inLogs(data?.sources ?? []).map(({ path, sources }) =>
        path === null ? (
          sources.map((source) => <SourceRow key={source.id} source={source} />)
        ) : (
          <RotatedLog key={path} path={path} sources={sources} />
        ),
      )}
      <Skipped skipped={data?.skipped ?? []} />
    </div>
  );
}
