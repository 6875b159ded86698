import { NativeSelect, UnstyledButton } from '@mantine/core';
import { useDeferredValue, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction, useCall } from '../../client/index.ts';
import { ListSearch } from '../../ui/ListAndDetail.tsx';
import { LongList } from '../../ui/LongList.tsx';
import { formatNumber } from '../../ui/number.ts';
import { AddLogs } from './AddLogs.tsx';
import { foundGroups, ORDERS, type Order, type Source, type SourceGroup } from './source-groups.ts';
import { RotatedLog } from './RotatedLog.tsx';
import { Skipped } from './Skipped.tsx';
import { SourceRow } from './SourceRow.tsx';
import classes from './SourcesPanel.module.css';

/** Of fewer sources none need be looked for. */
const FEW = 8;
/** Height of a source, pixels, before it was drawn. */
const GUESS = 160;
const NONE: readonly Source[] = [];

/** The evidence of the case, source by source; the files of a rotated log together. Any number of them. */
export function SourcesPanel() {
  const { t } = useTranslation();
  const { data } = useCall('sources.list', {}, { keep: true });
  const { mutate: resume } = useAction('sources.resume');
  const { mutate: leave } = useAction('sources.leaveFolder');
  const panel = useRef<HTMLDivElement>(null);
  const [words, setWords] = useState('');
  const [order, setOrder] = useState<Order>('case');
  const input = useRef<HTMLInputElement>(null);
  const sources = data?.sources ?? NONE;
  const wanted = useDeferredValue(words);
  const groups = useMemo(
    () => foundGroups(sources, wanted, order, (state) => t(`sources.state.${state}`)),
    [sources, wanted, order, t],
  );
  /** What is found stands at the top, wherever one was. */
  const toTop = (): void => panel.current?.scrollTo({ top: 0 });
  const found = groups.reduce((sum, group) => sum + group.sources.length, 0);
  return (
    <div ref={panel} className={classes['panel']} data-scrolls="">
      <div className={classes['head']}>
        <AddLogs compact />
        {data?.isUnfinished === true && (
          <UnstyledButton className={classes['link']} onClick={() => resume({})}>
            {t('sources.resume')}
          </UnstyledButton>
        )}
      </div>
      {sources.length > FEW && (
        <div className={classes['find']}>
          <ListSearch
            input={input}
            value={words}
            label={t('sources.find')}
            placeholder={t('sources.findShort')}
            onChange={(text) => {
              setWords(text);
              toTop();
            }}
          />
          <NativeSelect
            size="xs"
            aria-label={t('sources.order')}
            value={order}
            data={ORDERS.map((value) => ({ value, label: t(`sources.orders.${value}`) }))}
            onChange={({ currentTarget }) => {
              setOrder(ORDERS.find((each) => each === currentTarget.value) ?? 'case');
              toTop();
            }}
          />
          <span className={classes['facts']} role="status">
            {t('sources.found', {
              count: sources.length,
              found: formatNumber(found),
              formatted: formatNumber(sources.length),
            })}
          </span>
        </div>
      )}
      {data?.folders.map((folder) => (
        <div key={folder} className={classes['folder']}>
          <span>{t('sources.following.folder', { folder })}</span>
          <UnstyledButton className={classes['link']} onClick={() => leave({ folder })}>
            {t('sources.following.leave')}
          </UnstyledButton>
        </div>
      ))}
      <LongList entries={groups} guess={GUESS} keyOf={keyOfGroup} draw={drawGroup} />
      <Skipped skipped={data?.skipped ?? []} />
    </div>
  );
}

const keyOfGroup = ({ path, sources }: SourceGroup) => path ?? sources[0]?.id ?? 0;

function drawGroup({ path, sources }: SourceGroup) {
  const [first] = sources;
  if (path !== null) return <RotatedLog path={path} sources={sources} />;
  return first === undefined ? null : <SourceRow source={first} />;
}
