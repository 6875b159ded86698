import { onTestFinished } from 'vitest';
import type { Provider, ProviderKind } from '#shared/model/provider.ts';
import { scriptedServer, type Script, type ScriptedProvider } from './scripted-server.ts';

export type { Reply, Script } from './scripted-server.ts';

/** A provider that says what a script tells it; gone after the test. */
export async function scriptedProvider(
  kind: ProviderKind,
  script: Script,
  more: Partial<Provider> = {},
): Promise<ScriptedProvider> {
  const { close, ...scripted } = await scriptedServer(kind, script, more);
  onTestFinished(close);
  return scripted;
}
