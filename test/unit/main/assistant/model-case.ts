import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { LeaveDecision, LeavingShown } from '#shared/model/leaving.ts';
import type { Provider } from '#shared/model/provider.ts';
import {
  createAssistantDesk,
  createProviderDesk,
  createToolkitDesk,
  createWordsDesk,
  type ModelService,
} from '../../../../main/assistant/index.ts';
import { createIssueMemory } from '../../../../main/issues/index.ts';
import { createVault, type Vault } from '../../../../main/vault/index.ts';
import { testCase, testFolder } from '../case-in-folder.ts';

export const KEY = 'sk-test-0123456789abcdef-WXYZ';

let opening: Promise<Vault> | null = null;
let desks = 0;

/** Making a vault takes a second, so all cases of a process have one, and drawers of their own in it. */
async function sharedVault(): Promise<Vault> {
  const shared = mkdtempSync(join(inject('lastingFolder'), 'vault-'));
  const vault = createVault({ dataFolder: shared, keychain: null });
  const passphrase = 'quiet harbour violet tram 41';
  await vault.create({ name: 'Dana', passphrase, keychain: false });
  return vault;
}

/** Waits of nothing: what is tried again is tried at once. */
const AT_ONCE = {
  now: () => Date.now(),
  wait: () => Promise.resolve(),
  random: () => 0.5,
};

/** A case with some files in it, and a desk that may ask the given providers; `decide` says what may leave. */
export async function modelCase(
  files: Readonly<Record<string, string>>,
  providers: readonly Provider[],
  decide: (body: string, kind: LeavingShown['kind']) => LeaveDecision = () => 'question',
) {
  const folder = testFolder();
  const { open } = await testCase(folder);
  const logs = join(folder, 'logs');
  mkdirSync(logs);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(logs, name), text);
  if (Object.keys(files).length > 0) await open.read({ kind: 'paths', paths: [logs] });
  const vault = await (opening ??= sharedVault());
  const of = ++desks;
  const drawers = { drawer: (name: string) => vault.drawer(`${name}-${of}`) };
  const desk = createProviderDesk(drawers, AT_ONCE);
  for (const provider of providers) {
    desk.shelf.set(provider);
    desk.shelf.setKey(provider.id, { keyId: null, key: KEY }, null);
  }
  const toolkits = createToolkitDesk(drawers);
  const past = createIssueMemory(vault);
  const shown: string[] = [];
  const models: ModelService = {
    providers: desk,
    toolkits,
    past,
    askToLeave: (leaving) => {
      shown.push(leaving.body);
      return Promise.resolve(decide(leaving.body, leaving.kind));
    },
  };
  const assistant = createAssistantDesk(open, models);
  const wishes = createWordsDesk(open, models);
  const first = providers[0]?.id ?? null;
  const ask = (question: string, provider: string | null = first) =>
    assistant.ask({ question, replaces: null, provider }, new AbortController().signal);
  /** What words are read as. */
  const worded = (words: string, provider: string | null = first) =>
    wishes.translate({ words, provider }, new AbortController().signal);
  return { open, desk, toolkits, models, assistant, ask, worded, shown, past };
}
