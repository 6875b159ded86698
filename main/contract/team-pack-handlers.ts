import type { PackDesk } from '../deployments/index.ts';
import type { PlaybookLibrary } from '../assistant/index.ts';
import type { Handlers } from './handlers.ts';

/** Calls about rules, formats and playbooks that the team releases. */
export function teamPackHandlers(desk: PackDesk, playbooks: Pick<PlaybookLibrary, 'hidden'>) {
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
    'teamPack.look': async () => {
      await desk.look();
      return {};
    },
    'teamPack.make': async ({ version, kinds }) => ({ ...(await desk.make(version, kinds)) }),
  } satisfies Partial<Handlers>;
}
