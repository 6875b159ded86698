import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { THEMES } from '#shared/model/theme.ts';
import { useAction } from '../client/index.ts';
import { useParts } from '../ui/use-parts.ts';
import { useApp, type Command, type Screen } from './app-store.ts';
import { useCommands } from './use-commands.ts';

/** Screens with tabs, which the palette leads to from everywhere. */
const PRIVACY_TABS = ['map', 'leaving', 'keeping', 'erase'] as const;
const TIMELINE_TABS = ['times', 'narrative', 'custody'] as const;

/**
 * What can be done on every screen, in the palette.
 *
 * @param screens those that the rail leads to
 * @param closeCase null: none is open
 */
export function useFrameCommands(
  screens: readonly Screen[],
  lock: () => void,
  closeCase: (() => void) | null,
): void {
  const { t } = useTranslation();
  const { go, showTab, setKeys } = useApp(useParts('go', 'showTab', 'setKeys'));
  const { mutate: change } = useAction('settings.set');
  const commands = useMemo((): Command[] => {
    const tab = (screen: Screen, name: string, title: string): Command => ({
      id: `tab-${screen}-${name}`,
      title: `${t(`rail.${screen}`)}: ${title}`,
      run: () => showTab(screen, name),
    });
    const ofCase = (close: () => void): Command[] => [
      ...PRIVACY_TABS.map((name) => tab('data-map', name, t(`privacy.tabs.${name}`))),
      ...TIMELINE_TABS.map((name) => tab('timeline', name, t(`timeline.tabs.${name}`))),
      { id: 'close-case', title: t('rail.closeCase'), run: close },
    ];
    return [
      ...screens.map((name) => ({
        id: `go-${name}`,
        title: t(`rail.${name}`),
        run: () => go(name),
      })),
      ...(closeCase === null ? [] : ofCase(closeCase)),
      ...THEMES.map((theme) => ({
        id: `theme-${theme}`,
        title: `${t('settings.theme')}: ${t(`settings.themes.${theme}`)}`,
        run: () => change({ theme }),
      })),
      { id: 'keys', title: t('keys.title'), keys: '?', run: () => setKeys(true) },
      { id: 'lock', title: t('rail.lock'), run: lock },
    ];
  }, [screens, t, go, showTab, setKeys, lock, closeCase, change]);
  useCommands('frame', commands);
}
