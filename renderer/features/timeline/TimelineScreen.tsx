import { Button, SegmentedControl, Switch, Tabs, Textarea } from '@mantine/core';
import { useDeferredValue, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { displayZone, useApp, useShortcuts } from '../../app/index.ts';
import { useAction, useCall } from '../../client/index.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { ListAndDetail, ListBar, ListSearch } from '../../ui/ListAndDetail.tsx';
import { Axis, labelOf } from './Axis.tsx';
import type { Item } from './axis-lanes.ts';
import { Conflicts } from './Conflicts.tsx';
import { Custody } from './Custody.tsx';
import { Entries } from './Entries.tsx';
import { EntryDetail } from './EntryDetail.tsx';
import { useFinding } from './finding-store.ts';
import { IncidentTimes } from './IncidentTimes.tsx';
import { MarkDeployment } from './MarkDeployment.tsx';
import { Narrative } from './Narrative.tsx';
import classes from './TimelineScreen.module.css';

const KINDS = ['all', 'finding', 'pin', 'note', 'time', 'marker'] as const;
type Shown = (typeof KINDS)[number];

/** Findings, pinned records, notes and the times of the incident on one axis; the story, and the chain of custody. */
export function TimelineScreen() {
  const { t } = useTranslation();
  const { data: items, error } = useCall('evidence.timeline', {}, { keep: true });
  const { data: state } = useCall('app.state', {}, { keep: true });
  const [shown, setShown] = useState<Shown>('all');
  const [marking, setMarking] = useState(false);
  const [grouped, setGrouped] = useState(false);
  const [search, setSearch] = useState('');
  const wanted = useDeferredValue(search.toLowerCase());
  const [chosen, setChosen] = useState<string | null>(null);
  const tab = useApp((app) => app.tabs.timeline ?? 'entry');
  const showTab = useApp((app) => app.showTab);
  const input = useRef<HTMLInputElement>(null);
  const zone = state === undefined ? 'UTC' : displayZone(state);
  const found = (items ?? []).filter(
    (item) => (shown === 'all' || item.kind === shown) && fits(item, wanted, labelOf(item, t)),
  );
  const at = found.findIndex(({ id }) => id === chosen);
  const current = found[at];
  const choose = (id: string): void => {
    setChosen(id);
    if (tab === 'custody') showTab('timeline', 'entry');
  };
  const move = (by: number) => (): void => {
    const next = found[Math.max(0, Math.min(found.length - 1, at + by))];
    if (next !== undefined) choose(next.id);
  };
  const write = (): void => useFinding.getState().write({});
  useShortcuts(t('rail.timeline'), [
    { keys: 'J', title: t('timeline.keys.next'), run: move(1) },
    { keys: 'K', title: t('timeline.keys.previous'), run: move(-1) },
    { keys: 'Shift+M', title: t('timeline.finding.new'), run: write },
    { keys: '/', title: t('timeline.search'), run: () => input.current?.focus() },
  ]);
  if (items === undefined) return <FailureNotice failure={error} />;
  return (
    <ListAndDetail
      detailShare={34}
      detail={
        <aside className={classes['side']}>
          <Tabs
            value={tab}
            onChange={(chosen) => showTab('timeline', chosen ?? 'entry')}
            keepMounted={false}
          >
            <Tabs.List className={classes['tabs'] ?? ''}>
              <Tabs.Tab value="entry">{t('timeline.tabs.entry')}</Tabs.Tab>
              <Tabs.Tab value="times">{t('timeline.tabs.times')}</Tabs.Tab>
              <Tabs.Tab value="narrative">{t('timeline.tabs.narrative')}</Tabs.Tab>
              <Tabs.Tab value="custody">{t('timeline.tabs.custody')}</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="entry">
              {current === undefined ? (
                <p className={classes['hint']}>{t('timeline.choose')}</p>
              ) : (
                <EntryDetail item={current} zone={zone} />
              )}
              <AddNote about={current} />
            </Tabs.Panel>
            <Tabs.Panel value="times">
              <IncidentTimes zone={zone} chosen={current} />
            </Tabs.Panel>
            <Tabs.Panel value="narrative">
              <Narrative chosen={current} />
            </Tabs.Panel>
            <Tabs.Panel value="custody">
              <Custody />
            </Tabs.Panel>
          </Tabs>
        </aside>
      }
    >
      <ListBar>
        <ListSearch
          input={input}
          value={search}
          label={t('timeline.search')}
          onChange={setSearch}
        />
        <SegmentedControl
          size="xs"
          aria-label={t('timeline.shown')}
          value={shown}
          onChange={(value) => setShown(KINDS.find((known) => known === value) ?? 'all')}
          data={KINDS.map((value) => ({ value, label: t(`timeline.filters.${value}`) }))}
        />
        <Switch
          size="xs"
          label={t('timeline.byAsset')}
          checked={grouped}
          onChange={(event) => setGrouped(event.currentTarget.checked)}
        />
        <Button size="xs" variant="default" onClick={() => setMarking(true)}>
          {t('timeline.marker.open')}
        </Button>
        <Button size="xs" onClick={write}>
          {t('timeline.finding.new')}
        </Button>
      </ListBar>
      {marking && <MarkDeployment zone={zone} onClose={() => setMarking(false)} />}
      <Conflicts />
      {items.length === 0 ? (
        <EmptyState title={t('timeline.none')} text={t('timeline.noneText')}>
          <Button onClick={() => useApp.getState().go('explore')}>{t('timeline.toExplore')}</Button>
        </EmptyState>
      ) : (
        <>
          <Axis items={found} grouped={grouped} zone={zone} chosen={chosen} onChoose={choose} />
          <Entries items={found} zone={zone} chosen={chosen} onChoose={choose} />
        </>
      )}
    </ListAndDetail>
  );
}

function fits(item: Item, wanted: string, label: string): boolean {
  if (wanted === '') return true;
  const text = [label, item.text, item.author, ...item.assets, ...item.tags].join('\n');
  return text.toLowerCase().includes(wanted);
}

/** A note about the case, or about the finding that is chosen; it stands at the time of what it is about. */
function AddNote({ about }: { about: Item | undefined }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const add = useAction('evidence.addNote');
  const onFinding = about?.kind === 'finding';
  return (
    <form
      className={classes['panel']}
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === '') return;
        const target = onFinding
          ? ({ on: 'finding', id: about.id } as const)
          : ({ on: 'case' } as const);
        const us = about?.fromUs ?? null;
        add.mutate({ target, text, us, supersedes: [] }, { onSuccess: () => setText('') });
      }}
    >
      <Textarea
        size="xs"
        autosize
        minRows={2}
        label={t(onFinding ? 'timeline.noteOnFinding' : 'timeline.note')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button size="xs" mt={4} type="submit" variant="default" disabled={text.trim() === ''}>
        {t('timeline.addNote')}
      </Button>
    </form>
  );
}
