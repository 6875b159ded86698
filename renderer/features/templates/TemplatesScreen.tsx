import { Button, Checkbox, Select } from '@mantine/core';
import { useDeferredValue, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MOST_OVER_TIME } from '#shared/model/template.ts';
import { displayZone, useApp, useShortcuts } from '../../app/index.ts';
import { useCall } from '../../client/index.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { ListAndDetail, ListBar, ListSearch } from '../../ui/ListAndDetail.tsx';
import { showRecords } from '../hypotheses/show-records.ts';
import { CorrectionList } from './CorrectionList.tsx';
import { OverTime } from './OverTime.tsx';
import { treeRows, type BranchNames } from './template-tree.ts';
import { TemplateDetail } from './TemplateDetail.tsx';
import { GROUPINGS, useTemplates } from './templates-store.ts';
import classes from './TemplatesScreen.module.css';
import { TemplateTree } from './TemplateTree.tsx';
import { useCorrections } from './use-corrections.ts';
import { useOverTime } from './use-over-time.ts';

/** The templates of the case, and what is set right about them. j and k move, x picks, m merges, e names, s splits off, u takes back. */
export function TemplatesScreen() {
  const { t } = useTranslation();
  const { chosen, words, by, selected, folded, everywhere, set } = useTemplates();
  const { data: templates, error } = useCall('templates.list', {}, { keep: true });
  const { data: sources } = useCall('sources.list', {}, { keep: true });
  const { data: all } = useCall('templates.corrections', {}, { keep: true });
  const { data: state } = useCall('app.state', {}, { keep: true });
  const zone = state === undefined ? 'UTC' : displayZone(state);
  const corrections = useCorrections();
  const over = useOverTime(state?.openCase?.path ?? '');
  const search = useRef<HTMLInputElement>(null);
  const nameInput = useRef<HTMLInputElement>(null);
  const [picked, setPicked] = useState<ReadonlySet<number>>(new Set());
  const wanted = useDeferredValue(words.toLowerCase());
  const rows = useMemo(() => {
    const paths = new Map(sources?.sources.map(({ id, path }) => [id, path]));
    const names: BranchNames = {
      source: (id) => paths.get(id) ?? '',
      level: (level) => level,
      hand: (byHand) => t(byHand ? 'templates.handMade' : 'templates.mined'),
      seen: (known) => t(known ? 'templates.seen.known' : 'templates.seen.unknown'),
    };
    const found = (templates ?? []).filter(
      ({ text, name }) =>
        text.toLowerCase().includes(wanted) || (name ?? '').toLowerCase().includes(wanted),
    );
    return treeRows(found, by, folded, names);
  }, [templates, sources, wanted, by, folded, t]);
  const at = rows.findIndex((row) => row.kind === 'template' && row.template.id === chosen);
  const current = templates?.find(({ id }) => id === chosen);
  const choose = (id: number | null): void => {
    set({ chosen: id });
    setPicked(new Set());
  };
  const move = (by_: 1 | -1) => (): void => {
    for (let next = at + by_; next >= 0 && next < rows.length; next += by_) {
      const row = rows[next];
      if (row?.kind !== 'template') continue;
      choose(row.template.id);
      return;
    }
  };
  const select = (id: number, on: boolean): void => {
    const next = new Set(selected);
    if (on) next.add(id);
    else next.delete(id);
    set({ selected: next });
  };
  const merge = (): void => {
    const present = templates?.filter(({ id }) => selected.has(id)) ?? [];
    if (present.length < 2) {
      useApp.getState().notify({ kind: 'info', text: t('templates.mergeHint') });
      return;
    }
    corrections.merge({ ids: present.map(({ id }) => id), everywhere });
    set({ selected: new Set(), chosen: Math.min(...present.map(({ id }) => id)) });
  };
  const split = (): void => {
    if (current === undefined || picked.size === 0) return;
    corrections.split({ id: current.id, skeletonIds: [...picked], everywhere });
    setPicked(new Set());
  };
  /** The newest of the corrections that are listed: those of the chosen template, or all. */
  const takeBack = (): void => {
    const listed = all?.filter(({ key }) => current === undefined || current.rules.includes(key));
    const key = listed?.at(-1)?.key;
    if (key !== undefined) corrections.takeBack({ key });
  };
  const toggleOver = (): void => {
    if (current !== undefined && !over.toggle(current.id))
      useApp
        .getState()
        .notify({ kind: 'info', text: t('templates.overTime.full', { count: MOST_OVER_TIME }) });
  };
  useShortcuts(t('rail.templates'), [
    { keys: 'H', title: t('templates.overTime.toggle'), run: toggleOver },
    { keys: 'O', title: t('templates.over'), run: () => over.show(!over.open) },
    { keys: 'J', title: t('templates.keys.next'), run: move(1) },
    { keys: 'K', title: t('templates.keys.previous'), run: move(-1) },
    {
      keys: 'X',
      title: t('templates.pick'),
      run: () => current !== undefined && select(current.id, !selected.has(current.id)),
    },
    { keys: 'M', title: t('templates.merge'), run: merge },
    { keys: 'E', title: t('templates.rename'), run: () => nameInput.current?.focus() },
    { keys: 'S', title: t('templates.keys.split'), run: split },
    { keys: 'U', title: t('templates.keys.takeBack'), run: takeBack },
    {
      keys: 'Enter',
      title: t('templates.show'),
      run: () => current !== undefined && showRecords(`template:${current.id}`, null, null),
    },
    { keys: 'C', title: t('templates.corrections'), run: () => choose(null) },
    { keys: '/', title: t('templates.searchLabel'), run: () => search.current?.focus() },
  ]);
  if (templates === undefined) return <FailureNotice failure={error} />;
  if (templates.length === 0)
    return <EmptyState title={t('templates.none')} text={t('templates.noneText')} />;
  return (
    <ListAndDetail
      detailShare={42}
      detail={
        current === undefined ? (
          <section className={classes['panel']} aria-label={t('templates.corrections')}>
            <h2>{t('templates.corrections')}</h2>
            <p className={classes['dim']}>{t('templates.correctionsText')}</p>
            <CorrectionList
              corrections={all ?? []}
              busy={corrections.busy}
              onTakeBack={(key) => corrections.takeBack({ key })}
            />
          </section>
        ) : (
          <TemplateDetail
            key={current.id}
            template={current}
            zone={zone}
            corrections={corrections}
            picked={picked}
            nameInput={nameInput}
            onPick={(id, on) => {
              const next = new Set(picked);
              if (on) next.add(id);
              else next.delete(id);
              setPicked(next);
            }}
            onSplit={split}
          />
        )
      }
    >
      <ListBar>
        <ListSearch
          input={search}
          value={words}
          label={t('templates.searchLabel')}
          placeholder={t('templates.search', {
            count: templates.length,
            formatted: templates.length.toLocaleString('en'),
          })}
          onChange={(next) => set({ words: next })}
        />
        <Select
          size="xs"
          aria-label={t('templates.group')}
          allowDeselect={false}
          value={by}
          onChange={(value) => set({ by: GROUPINGS.find((known) => known === value) ?? 'none' })}
          data={GROUPINGS.map((value) => ({ value, label: t(`templates.groups.${value}`) }))}
        />
        <Button
          size="xs"
          variant="default"
          disabled={selected.size < 2 || corrections.busy}
          onClick={merge}
        >
          {t('templates.mergeCount', { count: selected.size })}
        </Button>
        <Button
          size="xs"
          variant="default"
          aria-pressed={over.open}
          onClick={() => (selected.size > 0 ? over.choose([...selected]) : over.show(!over.open))}
        >
          {selected.size > 0
            ? t('templates.overTime.showPicked', { count: selected.size })
            : t('templates.overTime.show')}
        </Button>
        <Button size="xs" variant="subtle" onClick={() => choose(null)}>
          {t('templates.correctionsCount', { count: all?.length ?? 0 })}
        </Button>
        <Checkbox
          size="xs"
          label={t('templates.everywhere')}
          checked={everywhere}
          onChange={(event) => set({ everywhere: event.currentTarget.checked })}
        />
      </ListBar>
      {over.open && (
        <OverTime
          templates={templates}
          chosen={over.ids}
          zone={zone}
          onOpen={choose}
          onTakeOut={over.toggle}
          onClear={() => over.choose([])}
        />
      )}
      <TemplateTree
        rows={rows}
        zone={zone}
        at={at}
        selected={selected}
        onChoose={choose}
        onSelect={select}
        onFold={(branch) => {
          const next = new Set(folded);
          if (!next.delete(branch)) next.add(branch);
          set({ folded: next });
        }}
      />
    </ListAndDetail>
  );
}
