import { UnstyledButton } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { useAction, useConnection } from '../client/index.ts';
import { useApp, type Screen } from './app-store.ts';
import classes from './Frame.module.css';
import { KeysHelp } from './KeysHelp.tsx';
import { Notices } from './Notices.tsx';
import { Palette } from './Palette.tsx';
import { listenForShortcuts, useShortcuts } from './shortcuts.ts';
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

/** Title bar, rail and status bar around a screen. */
export function Frame({ state, children }: { state: Output<'app.state'>; children: ReactNode }) {
  const { t } = useTranslation();
  const { screen, go, setPalette, setKeys, setCommands } = useApp();
  const { mutate: lock } = useAction('vault.lock');
  const { mutate: closeCase } = useAction('cases.close');
  const inCase = state.openCase !== null;

  useEffect(listenForShortcuts, []);
  useShortcuts(t('keys.everywhere'), [
    { keys: 'Ctrl+K', title: t('palette.open'), run: () => setPalette(true) },
    { keys: '?', title: t('keys.title'), run: () => setKeys(true) },
  ]);
  useEffect(() => {
    const inCaseCommands = [
      { id: 'go-explore', title: t('rail.explore'), run: () => go('explore') },
      { id: 'go-issues', title: t('rail.issues'), run: () => go('issues') },
      { id: 'go-templates', title: t('rail.templates'), run: () => go('templates') },
      { id: 'go-hypotheses', title: t('rail.hypotheses'), run: () => go('hypotheses') },
      { id: 'go-compare', title: t('rail.compare'), run: () => go('compare') },
      { id: 'go-timeline', title: t('rail.timeline'), run: () => go('timeline') },
      { id: 'go-reports', title: t('rail.reports'), run: () => go('reports') },
      { id: 'go-data-map', title: t('rail.data-map'), run: () => go('data-map') },
      { id: 'go-assistant', title: t('rail.assistant'), run: () => go('assistant') },
      { id: 'close-case', title: t('rail.closeCase'), run: () => closeCase({}) },
    ];
    setCommands('frame', [
      ...(inCase ? inCaseCommands : []),
      { id: 'go-rules', title: t('rail.rules'), run: () => go('rules') },
      { id: 'go-deployments', title: t('rail.deployments'), run: () => go('deployments') },
      { id: 'go-team', title: t('rail.team'), run: () => go('team') },
      { id: 'go-formats', title: t('rail.formats'), run: () => go('formats') },
      { id: 'go-settings', title: t('rail.settings'), run: () => go('settings') },
      { id: 'keys', title: t('keys.title'), keys: '?', run: () => setKeys(true) },
      { id: 'lock', title: t('rail.lock'), run: () => lock({}) },
    ]);
    return () => setCommands('frame', []);
  }, [inCase, t, go, setCommands, setKeys, lock, closeCase]);
  useTouch();
  useFailureNotices();

  const item = (name: Screen, label: string) => (
    <UnstyledButton
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
        {inCase && item('explore', t('rail.explore'))}
        {inCase && item('issues', t('rail.issues'))}
        {inCase && item('templates', t('rail.templates'))}
        {inCase && item('hypotheses', t('rail.hypotheses'))}
        {inCase && item('compare', t('rail.compare'))}
        {inCase && item('timeline', t('rail.timeline'))}
        {inCase && item('reports', t('rail.reports'))}
        {inCase && item('data-map', t('rail.data-map'))}
        {inCase && item('assistant', t('rail.assistant'))}
        {!inCase && item('explore', t('rail.cases'))}
        {item('deployments', t('rail.deployments'))}
        {item('rules', t('rail.rules'))}
        <div className={classes['gap']} />
        {inCase && (
          <UnstyledButton
            className={classes['item']}
            onClick={() => {
              go('explore');
              closeCase({});
            }}
          >
            <Icon name="close" />
            <span>{t('rail.closeCase')}</span>
          </UnstyledButton>
        )}
        {item('team', t('rail.team'))}
        {item('formats', t('rail.formats'))}
        {item('settings', t('rail.settings'))}
        <UnstyledButton className={classes['item']} onClick={() => lock({})}>
          <Icon name="lock" />
          <span>{t('rail.lock')}</span>
        </UnstyledButton>
      </nav>
      <main className={classes['main']}>{children}</main>
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
