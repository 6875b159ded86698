import { UnstyledButton } from '@mantine/core';
import { useCallback, useEffect, useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { useAction, useConnection } from '../client/index.ts';
import { useParts } from '../ui/use-parts.ts';
import { useApp, type Screen } from './app-store.ts';
import classes from './Frame.module.css';
import { useFrameCommands } from './frame-commands.ts';
import { KeysHelp } from './KeysHelp.tsx';
import { Notices } from './Notices.tsx';
import { Palette } from './Palette.tsx';
import { listenForShortcuts, PALETTE_KEYS, useShortcuts } from './shortcuts.ts';
import { StatusBar } from './StatusBar.tsx';

const ICONS: Readonly<Record<Screen | 'lock' | 'close', string>> = {
  explore: 'M3 5h14M3 10h14M3 15h9',
  issues: 'M10 3 18 17H2ZM10 8v4M10 14v1',
  templates: 'M3 4h14M3 8h9M3 12h14M3 16h6',
  hypotheses: 'M3 10h4M13 5h4M13 15h4M7 10l6-5M7 10l6 5',
  compare: 'M4 16V8M8 16V4M12 16v-5M16 16v-9',
  timeline: 'M3 10h14M6 10V5M11 10v5M15 10V6',
  reports: 'M5 2h7l3 3v13H5ZM8 9h4M8 12h4M8 15h2',
  'data-map': 'M3 4h14v12H3ZM3 8h14M8 8v8M13 8v8',
  assistant: 'M3 4h14v10H9l-4 3v-3H3ZM7 8h6M7 11h4',
  playbooks: 'M4 3h5v4H4ZM11 13h5v4h-5ZM6.5 7v8H11M9 5h4.5v8',
  rules: 'M10 2l7 3v5c0 4-3 7-7 8-4-1-7-4-7-8V5ZM7 10l2 2 4-4',
  team: 'M7 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM2 17c0-3 2-5 5-5s5 2 5 5M13 9a2.5 2.5 0 1 0 0-5M14 12c2 0 4 2 4 5',
  deployments: 'M10 17V7M6 11l4-4 4 4M3 3h14',
  formats: 'M7 4H4v12h3M13 4h3v12h-3M8 8h4M8 12h4',
  settings: 'M10 7a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM10 2v3M10 15v3M2 10h3M15 10h3',
  lock: 'M5 9h10v8H5ZM7 9V6a3 3 0 0 1 6 0v3',
  close: 'M4 4h12v12H4ZM8 8l4 4M12 8l-4 4',
};

function Icon({ name }: { name: keyof typeof ICONS }) {
  return (
    <svg
      width="20"
      height="20"
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      aria-hidden="true"
    >
      <path d={ICONS[name]} />
    </svg>
  );
}

/** What the rail leads to, from the top: in a case, with and without one, and at its foot. */
const OF_A_CASE = [
  'explore',
  'issues',
  'templates',
  'hypotheses',
  'compare',
  'timeline',
  'reports',
  'data-map',
  'assistant',
  'playbooks',
] as const satisfies readonly Screen[];
const OF_ALL = ['deployments', 'rules'] as const satisfies readonly Screen[];
const AT_THE_FOOT = ['team', 'formats', 'settings'] as const satisfies readonly Screen[];

/** Title bar, rail and status bar around a screen. */
export function Frame({ state, children }: { state: Output<'app.state'>; children: ReactNode }) {
  const { t } = useTranslation();
  const { screen, go, setPalette, setKeys } = useApp(
    useParts('screen', 'go', 'setPalette', 'setKeys'),
  );
  const { mutate: lock, isPending: locks } = useAction('vault.lock');
  const { mutate: closeCase, isPending: closesCase } = useAction('cases.close');
  // A case takes a moment to be closed: what is typed into it meanwhile would be lost with it.
  const leaves = locks || closesCase;
  const inCase = state.openCase !== null;

  useEffect(listenForShortcuts, []);
  useShortcuts(t('keys.everywhere'), [
    { keys: PALETTE_KEYS, title: t('palette.open'), run: () => setPalette(true) },
    { keys: '?', title: t('keys.title'), run: () => setKeys(true) },
  ]);
  const screens = useMemo(
    () => [...(inCase ? OF_A_CASE : []), ...OF_ALL, ...AT_THE_FOOT],
    [inCase],
  );
  // Those of the rail, which say that they are under way.
  const lockNow = useCallback(() => lock({}), [lock]);
  const closeNow = useCallback(() => closeCase({}), [closeCase]);
  useFrameCommands(screens, lockNow, inCase ? closeNow : null);
  useTouch();
  useFailureNotices();

  const item = (name: Screen, label = t(`rail.${name}`)) => (
    <UnstyledButton
      key={name}
      className={classes['item']}
      aria-current={screen === name ? 'page' : undefined}
      onClick={() => go(name)}
    >
      <Icon name={name} />
      <span>{label}</span>
    </UnstyledButton>
  );

  return (
    <div className={classes['frame']}>
      <header className={classes['title']}>
        <span className={classes['case']}>{state.openCase?.name ?? 'Error-IQ'}</span>
        <UnstyledButton className={classes['paletteField']} onClick={() => setPalette(true)}>
          <span>{t('palette.placeholder')}</span>
          <kbd>Ctrl K</kbd>
        </UnstyledButton>
        <span className={classes['profile']}>{state.profileName}</span>
      </header>
      <nav className={classes['rail']} aria-label={t('rail.label')}>
        {inCase ? OF_A_CASE.map((name) => item(name)) : item('explore', t('rail.cases'))}
        {OF_ALL.map((name) => item(name))}
        <div className={classes['gap']} />
        {inCase && (
          <UnstyledButton
            className={classes['item']}
            disabled={leaves}
            onClick={() => {
              go('explore');
              closeCase({});
            }}
          >
            <Icon name="close" />
            <span>{t(closesCase ? 'rail.closing' : 'rail.closeCase')}</span>
          </UnstyledButton>
        )}
        {AT_THE_FOOT.map((name) => item(name))}
        <UnstyledButton className={classes['item']} disabled={leaves} onClick={() => lock({})}>
          <Icon name="lock" />
          <span>{t('rail.lock')}</span>
        </UnstyledButton>
      </nav>
      <main className={classes['main']} inert={leaves} aria-busy={leaves}>
        {children}
      </main>
      <StatusBar state={state} />
      <Palette />
      <KeysHelp />
      <Notices />
    </div>
  );
}

/** Says what did not come to its end while nobody waited for it. */
function useFailureNotices(): void {
  const failure = useConnection((connection) => connection.failure);
  const notify = useApp((app) => app.notify);
  useEffect(() => {
    if (failure !== null) notify({ kind: 'error', text: failure.message, code: failure.code });
  }, [failure, notify]);
}

const TOUCH_EVERY_MS = 60_000;

/** Tells the vault that somebody is there, at most once a minute. */
function useTouch(): void {
  const { mutate: touch } = useAction('vault.touch');
  useEffect(() => {
    let last = 0;
    const used = (): void => {
      const now = Date.now();
      if (now - last < TOUCH_EVERY_MS) return;
      last = now;
      touch({});
    };
    window.addEventListener('pointerdown', used);
    window.addEventListener('keydown', used);
    return () => {
      window.removeEventListener('pointerdown', used);
      window.removeEventListener('keydown', used);
    };
  }, [touch]);
}
