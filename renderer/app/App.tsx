import { MantineProvider } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Activity, lazy, Suspense, useEffect, useState } from 'react';
import { useCall } from '../client/index.ts';
import { useAsking } from '../features/assistant/asking-store.ts';
import { useCompare } from '../features/compare/compare-store.ts';
import { useExplore } from '../features/explore/explore-store.ts';
import { usePlaybooks } from '../features/playbooks/playbooks-store.ts';
import { useTemplates } from '../features/templates/templates-store.ts';
import { useFinding } from '../features/timeline/finding-store.ts';
import { DropArea, LogBrowser } from '../features/sources/index.ts';
import { StartScreen, UnlockScreen, FirstRunScreen } from '../features/start/index.ts';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { Frame } from './Frame.tsx';
import { useApp } from './app-store.ts';
import { theme } from './theme.ts';

const ExploreScreen = lazy(async () => ({
  default: (await import('../features/explore/index.ts')).ExploreScreen,
}));
const IssuesScreen = lazy(async () => ({
  default: (await import('../features/issues/index.ts')).IssuesScreen,
}));
const HypothesesScreen = lazy(async () => ({
  default: (await import('../features/hypotheses/index.ts')).HypothesesScreen,
}));
const CompareScreen = lazy(async () => ({
  default: (await import('../features/compare/index.ts')).CompareScreen,
}));
const TimelineScreen = lazy(async () => ({
  default: (await import('../features/timeline/index.ts')).TimelineScreen,
}));
const FindingDialog = lazy(async () => ({
  default: (await import('../features/timeline/index.ts')).FindingDialog,
}));
const ReportsScreen = lazy(async () => ({
  default: (await import('../features/reports/index.ts')).ReportsScreen,
}));
const DataMapScreen = lazy(async () => ({
  default: (await import('../features/privacy/index.ts')).DataMapScreen,
}));
const AssistantScreen = lazy(async () => ({
  default: (await import('../features/assistant/index.ts')).AssistantScreen,
}));
const PlaybooksScreen = lazy(async () => ({
  default: (await import('../features/playbooks/index.ts')).PlaybooksScreen,
}));
const TemplatesScreen = lazy(async () => ({
  default: (await import('../features/templates/TemplatesScreen.tsx')).TemplatesScreen,
}));
const RulesScreen = lazy(async () => ({
  default: (await import('../features/rules/index.ts')).RulesScreen,
}));
const TeamScreen = lazy(async () => ({
  default: (await import('../features/tenant/index.ts')).TeamScreen,
}));
const WipedNotice = lazy(async () => ({
  default: (await import('../features/tenant/index.ts')).WipedNotice,
}));
const DeploymentsScreen = lazy(async () => ({
  default: (await import('../features/deployments/index.ts')).DeploymentsScreen,
}));
const FormatsScreen = lazy(async () => ({
  default: (await import('../features/formats/FormatsScreen.tsx')).FormatsScreen,
}));
const SettingsScreen = lazy(async () => ({
  default: (await import('../features/settings/index.ts')).SettingsScreen,
}));

/** The whole page: which screen there is depends on the vault and the open case. */
export function App() {
  const state = useCall('app.state', {}, { keep: true });
  const chosen = state.data?.settings.theme ?? 'system';
  useEffect(() => {
    document.documentElement.dataset['contrast'] = chosen === 'contrast' ? 'more' : 'normal';
  }, [chosen]);
  const scheme = chosen === 'light' || chosen === 'dark' ? chosen : undefined;
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      {...(scheme === undefined ? {} : { forceColorScheme: scheme })}
    >
      <ErrorBoundary>
        {state.data === undefined ? null : <Screens state={state.data} />}
      </ErrorBoundary>
    </MantineProvider>
  );
}

function Screens({
  state,
}: {
  state: NonNullable<ReturnType<typeof useCall<'app.state'>>['data']>;
}) {
  const screen = useApp((app) => app.screen);
  const name = state.openCase?.name;
  useEffect(() => {
    document.title = name === undefined ? 'Error-IQ' : `${name} - Error-IQ`;
  }, [name]);
  useEffect(() => {
    if (name !== undefined) return;
    useExplore.getState().forget();
    useCompare.getState().forget();
    useTemplates.getState().set({ chosen: null, selected: new Set() });
    useFinding.getState().close();
    useAsking.getState().stop();
    usePlaybooks.getState().forget();
  }, [name]);
  const queries = useQueryClient();
  const [hasFormats, setHasFormats] = useState(false);
  if (screen === 'formats' && !hasFormats) setHasFormats(true);
  const locked = state.vault !== 'unlocked';
  useEffect(() => {
    // Also when the lock fell while the connection was down and its event was missed.
    if (!locked) return;
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'app.state' });
    queries.getMutationCache().clear();
  }, [locked, queries]);
  if (state.vault !== 'unlocked') {
    return (
      <>
        {state.vault === 'none' ? <FirstRunScreen /> : <UnlockScreen />}
        <DropArea into="nothing" />
      </>
    );
  }
  return (
    <Frame state={state}>
      <Suspense fallback={null}>
        {/* What is being made there stays while the log is looked at on another screen. */}
        {hasFormats && (
          <Activity mode={screen === 'formats' ? 'visible' : 'hidden'}>
            <FormatsScreen />
          </Activity>
        )}
        {screen === 'formats' ? null : screen === 'settings' ? (
          <SettingsScreen />
        ) : screen === 'team' ? (
          <TeamScreen />
        ) : screen === 'deployments' ? (
          <DeploymentsScreen />
        ) : screen === 'rules' ? (
          <RulesScreen key={state.openCase?.path ?? ''} />
        ) : state.openCase === null ? (
          <StartScreen />
        ) : screen === 'issues' ? (
          <IssuesScreen />
        ) : screen === 'templates' ? (
          <TemplatesScreen key={state.openCase.path} />
        ) : screen === 'hypotheses' ? (
          <HypothesesScreen />
        ) : screen === 'compare' ? (
          <CompareScreen />
        ) : screen === 'timeline' ? (
          <TimelineScreen key={state.openCase.path} />
        ) : screen === 'reports' ? (
          <ReportsScreen key={state.openCase.path} />
        ) : screen === 'data-map' ? (
          <DataMapScreen key={state.openCase.path} />
        ) : screen === 'assistant' ? (
          <AssistantScreen key={state.openCase.path} />
        ) : screen === 'playbooks' ? (
          <PlaybooksScreen key={state.openCase.path} />
        ) : (
          <ExploreScreen key={state.openCase.path} casePath={state.openCase.path} />
        )}
        {state.openCase !== null && <FindingDialog />}
        {state.openCase !== null && <LogBrowser />}
        <WipedNotice />
        <DropArea into={state.openCase === null ? 'new' : 'case'} />
      </Suspense>
    </Frame>
  );
}
