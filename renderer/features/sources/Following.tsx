import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../client/index.ts';
import type { Source } from './source-groups.ts';
import classes from './SourcesPanel.module.css';

/** Pause, go on and stop for a source that grows; the beginning of it for one that may. */
export function Following({ source: { id, state, path, follows } }: { source: Source }) {
  const { t } = useTranslation();
  const follow = useAction('sources.follow');
  const pause = useAction('sources.pauseFollowing');
  const goOn = useAction('sources.goOnFollowing');
  const stop = useAction('sources.stopFollowing');
  const button = (name: 'follow' | 'pause' | 'goOn' | 'stop', run: () => void) => (
    <UnstyledButton
      className={classes['link']}
      onClick={run}
      aria-label={t(`sources.following.${name}Label`, { name: path })}
    >
      {t(`sources.following.${name}`)}
    </UnstyledButton>
  );
  if (state === 'done' && !follows) return null;
  return (
    <div className={classes['following']}>
      {state === 'done' && button('follow', () => follow.mutate({ paths: [path] }))}
      {state === 'following' && button('pause', () => pause.mutate({ id }))}
      {state === 'paused' && button('goOn', () => goOn.mutate({ id }))}
      {(state === 'following' || state === 'paused') && button('stop', () => stop.mutate({ id }))}
    </div>
  );
}
