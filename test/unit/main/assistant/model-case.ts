import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LeaveDecision } from '#shared/model/leaving.ts';
import type { Provider } from '#shared/model/provider.ts';
import { createAssistantDesk, createProviderDesk } from '../../../../main/assistant/index.ts';
import { createVault, type Vault } from '../../../../main/vault/index.ts';
import { testCase, testFolder } from '../case-in-folder.ts';

export const KEY = 'sk-test-0123456789abcdef-WXYZ';

/** A case with some files in it, and a desk that may ask the given providers; `decide` says what may leave. */
export async function modelCase(
  files: Readonly<Record<string, string>>,
  providers: readonly Provider[],
  decide: (body: string) => LeaveDecision = () => 'question',
  vault?: Vault,
) {
  const folder = testFolder();
  const { open } = await testCase(folder);
  const logs = join(folder, 'logs');
  mkdirSync(logs);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(logs, name), text);
  if (Object.keys(files).length > 0) await open.read({ kind: 'paths', paths: [logs] });
  const opened = vault ?? createVault({ dataFolder: folder, keychain: null });
  if (vault === undefined) {
    const passphrase = 'quiet harbour violet tram 41';
    await opened.create({ name: 'Dana', passphrase, keychain: false });
  }
  const desk = createProviderDesk(opened);
  for (const provider of providers) {
    desk.shelf.set(provider);
    desk.shelf.setKey(provider.id, { keyId: null, key: KEY }, null);
  }
  const shown: string[] = [];
  const assistant = createAssistantDesk(open, {
    providers: desk,
    askToLeave: ({ body }) => {
      shown.push(body);
      return Promise.resolve(decide(body));
    },
  });
  const first = providers[0]?.id ?? null;
  const ask = (question: string, provider: string | null = first) =>
    assistant.ask({ question, replaces: null, provider }, new AbortController().signal);
  return { open, desk, assistant, ask, shown };
}
