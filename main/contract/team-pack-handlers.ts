import { keepOwnPolicy, ownPolicy, readTeamPolicy, type PackDesk } from '../deployments/index.ts';
import type { PlaybookLibrary } from '../assistant/index.ts';
import type { Vault } from '../vault/index.ts';
import type { Handlers } from './handlers.ts';

/** Calls about rules, formats, playbooks and the policy that the team releases. */
export function teamPackHandlers(
  desk: PackDesk,
  playbooks: Pick<PlaybookLibrary, 'hidden'>,
  vault: Pick<Vault, 'drawer'>,
) {
  return {
    'teamPack.state': () => ({ ...desk.standing(), hiddenPlaybooks: playbooks.hidden() }),
    'teamPack.follow': async ({ environment }) => {
      await desk.follow(environment);
      return {};
    },
    'teamPack.trust': async ({ key }) => {
      await desk.trust(key);
      return {};
    },
    'teamPack.policy': () => readTeamPolicy(vault),
    'teamPack.ownPolicy': () => ownPolicy(vault),
    'teamPack.keepOwnPolicy': ({ policy }) => {
      keepOwnPolicy(vault, policy);
      return {};
    },
    'teamPack.look': async () => {
      await desk.look();
      return {};
    },
    'teamPack.make': async ({ version, kinds }) => ({ ...(await desk.make(version, kinds)) }),
  } satisfies Partial<Handlers>;
}
