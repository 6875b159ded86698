import { OFFLINE } from '#shared/model/answer.ts';
import {
  createProviderDesk,
  createToolkitDesk,
  type AskToLeave,
  type ModelService,
} from '../../assistant/index.ts';
import { createIssueMemory } from '../../issues/index.ts';
import { openProfile } from './command-signing.ts';
import type { CaseChoice } from './command-case.ts';

/** Options of commands that may ask a model. */
export const MODEL_OPTIONS = {
  provider: { type: 'string' },
  send: { type: 'boolean' },
  'profile-passphrase-file': { type: 'string' },
} as const;

/** What was said by them. */
export interface ModelOptions {
  readonly provider?: string | undefined;
  readonly send?: boolean | undefined;
  readonly approve?: readonly string[] | undefined;
  readonly 'profile-passphrase-file'?: string | undefined;
}

/** Models that a command may ask, null where no provider was named; `lock` when it is done. Throws what opening a profile throws. */
export async function commandModels(
  { provider, send, approve, 'profile-passphrase-file': file }: ModelOptions,
  { dataFolder, passphraseFile }: CaseChoice,
): Promise<{ readonly models: ModelService | null; lock(): void }> {
  if (provider === undefined || provider === OFFLINE.provider) return { models: null, lock() {} };
  const vault = await openProfile(dataFolder, file ?? passphraseFile, 'To ask a model');
  const models = {
    providers: createProviderDesk(vault),
    toolkits: createToolkitDesk(vault),
    past: createIssueMemory(vault),
    askToLeave: sendIf(send === true, approve ?? []),
  };
  return { models, lock: () => vault.lock() };
}

/**
 * On the command line nobody is asked: what would be sent is shown, and sent only when that was said; to a tool that may
 * change something only when that tool was named, as `TOOLKIT/TOOL`. A model's finding is written only with `finding`.
 */
export function sendIf(allowed: boolean, approved: readonly string[] = []): AskToLeave {
  return ({ kind, provider, model, host, size, body }) => {
    const name = kind === 'write' ? 'finding' : `${provider}/${model}`;
    const lasts = kind === 'model' || kind === 'tool';
    if (lasts ? allowed : approved.includes(name)) return Promise.resolve('question');
    const how = lasts ? '--send' : `--approve ${name}`;
    const what =
      kind === 'write'
        ? 'written into the case as a finding'
        : `sent to ${provider} (${model}) at ${host}, ${size} bytes`;
    process.stderr.write(`This would be ${what}. With ${how} it is:\n${body}\n`);
    return Promise.resolve('refuse');
  };
}
