import 'dockview-react/dist/styles/dockview.css';
import {
  DockviewDefaultTab,
  DockviewReact,
  type DockviewApi,
  type IDockviewPanelHeaderProps,
  type IDockviewPanelProps,
  type SerializedDockview,
} from 'dockview-react';
import { useEffect, useState, type FunctionComponent } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient, type Client } from '../../client/index.ts';
import { SourcesPanel } from '../sources/index.ts';
import { TemplatesPanel } from '../templates/index.ts';
import { useParts } from '../../ui/use-parts.ts';
import { Detail } from './Detail.tsx';
import { useExploreContext } from './explore-context.ts';
import { useExplore } from './explore-store.ts';
import { Facets } from './Facets.tsx';
import { paced } from './paced.ts';
import { RecordsPanel } from './RecordsPanel.tsx';
import { SidesPanel } from './SidesPanel.tsx';
import { useKept } from './use-kept-view.ts';

const KEY = 'explore-layout';
const SIDES = 'sides';
const RECORDS = 'records';
const SAVE_EVERY_MS = 500;

function FacetsInDock() {
  const { search } = useExploreContext();
  return <Facets viewId={search.viewId} />;
}

function DetailInDock() {
  const { zone, show } = useExploreContext();
  const selected = useExplore((state) => state.selected);
  return <Detail selected={selected} zone={zone} onShow={show} />;
}

/** Draws a panel when it is first seen: behind another tab, three hundred templates are not drawn with each opening. */
function whenSeen(Panel: FunctionComponent): FunctionComponent<IDockviewPanelProps> {
  return function Seen({ api }) {
    const [seen, setSeen] = useState(api.isVisible);
    useEffect(() => {
      const changes = api.onDidVisibilityChange(({ isVisible }) => isVisible && setSeen(true));
      setSeen((before) => before || api.isVisible);
      return () => changes.dispose();
    }, [api]);
    return seen ? <Panel /> : null;
  };
}

const PANELS: Readonly<Record<string, FunctionComponent<IDockviewPanelProps>>> = {
  facets: FacetsInDock,
  records: RecordsPanel,
  detail: DetailInDock,
  sources: whenSeen(SourcesPanel),
  templates: whenSeen(TemplatesPanel),
  sides: SidesPanel,
};

/** A tab without a cross, but of what can be opened again: a panel that was closed could not be had back. */
function Tab(props: IDockviewPanelHeaderProps) {
  return <DockviewDefaultTab {...props} hideClose={props.api.id !== SIDES} />;
}

/** The panels of the screen: they split, dock and resize, and come back as they were. */
export function ExploreDock() {
  const { t } = useTranslation();
  const client = useClient();
  const kept = useKept(KEY);
  const [dock, setDock] = useState<DockviewApi | null>(null);
  const { sidesAsked, sourcesAsked, set } = useExplore(
    useParts('sidesAsked', 'sourcesAsked', 'set'),
  );
  useEffect(() => {
    if (dock === null || !sidesAsked) return;
    set({ sidesAsked: false });
    showSides(dock, t('explore.panels.sides'));
    // The dock tells of its change a while later.
    keep(client, dock);
  }, [client, dock, sidesAsked, set, t]);
  useEffect(() => {
    if (dock === null || !sourcesAsked) return;
    set({ sourcesAsked: false });
    dock.getPanel('sources')?.api.setActive();
  }, [dock, sourcesAsked, set]);
  useEffect(() => {
    if (dock === null) return;
    const saving = paced(() => keep(client, dock), SAVE_EVERY_MS);
    const changes = dock.onDidLayoutChange(saving.call);
    return () => {
      changes.dispose();
      saving.end();
    };
  }, [client, dock]);
  if (kept === null) return null;
  return (
    <DockviewReact
      className="error-iq-dock"
      components={PANELS}
      defaultTabComponent={Tab}
      disableFloatingGroups
      onReady={({ api }) => {
        setDock(api);
        restore(api, kept.value, {
          facets: t('explore.panels.facets'),
          templates: t('explore.panels.templates'),
          sources: t('explore.panels.sources'),
          records: t('explore.panels.records'),
          detail: t('explore.panels.detail'),
        });
      }}
    />
  );
}

/** Not of a dock that is being taken down: without its panels it would come back empty. */
function keep(client: Client, dock: DockviewApi): void {
  if (dock.getPanel(RECORDS) === undefined) return;
  void client.call('view.set', { key: KEY, value: dock.toJSON() }).catch(() => {});
}

/** Brings the two tables to the front, where the records are. */
function showSides(dock: DockviewApi, title: string): void {
  const panel = dock.getPanel(SIDES);
  if (panel !== undefined) {
    panel.api.setActive();
    return;
  }
  dock.addPanel({
    id: SIDES,
    component: SIDES,
    title,
    position: { referencePanel: RECORDS, direction: 'within' },
  });
}

function restore(dock: DockviewApi, kept: unknown, titles: Readonly<Record<string, string>>): void {
  if (isLayout(kept)) {
    try {
      dock.fromJSON(kept);
      return;
    } catch {
      // A layout of another version: the usual one is better than none.
      dock.clear();
    }
  }
  const add = (id: string, options: Partial<Parameters<DockviewApi['addPanel']>[0]>): void => {
    dock.addPanel({ id, component: id, title: titles[id] ?? id, ...options });
  };
  add(RECORDS, {});
  add('facets', { position: { referencePanel: RECORDS, direction: 'left' }, initialWidth: 240 });
  add('templates', { position: { referencePanel: 'facets', direction: 'within' }, inactive: true });
  add('sources', { position: { referencePanel: 'facets', direction: 'within' }, inactive: true });
  add('detail', { position: { referencePanel: RECORDS, direction: 'right' }, initialWidth: 340 });
}

/** Enough to try it: what is wrong inside, dockview refuses itself. One without the records shows nothing. */
function isLayout(kept: unknown): kept is SerializedDockview {
  if (typeof kept !== 'object' || kept === null || !('panels' in kept) || !('grid' in kept)) {
    return false;
  }
  const { panels } = kept;
  return typeof panels === 'object' && panels !== null && RECORDS in panels;
}
