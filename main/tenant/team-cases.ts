import { z } from 'zod';
import type { Vault } from '../vault/index.ts';

const teamCase = z.strictObject({
  /** Address of the team server that it was shared by. */
  url: z.string(),
  caseId: z.string(),
  /** Where its file was last. */
  path: z.string(),
  /** The first bytes of the file, hex: by them it is known wherever it goes. */
  header: z.string(),
});

/** A case file of this machine that was synced with a team. */
export type TeamCase = z.output<typeof teamCase>;

const DRAWER = 'team-cases';

type Drawers = Pick<Vault, 'drawer'>;

/** Case files of this machine that were synced with a team: what belongs to it, should it ask for that. */
export function teamCases(vault: Drawers, url: string): TeamCase[] {
  return read(vault).filter((kept) => kept.url === url);
}

/** Notes that a case file belongs to a team; to one alone. */
export function keepTeamCase(vault: Drawers, kept: TeamCase): void {
  const all = read(vault);
  const { url, path, header } = kept;
  const known = all.find((one) => one.header === header);
  if (known?.url === url && known.path === path) return;
  write(vault, [...all.filter((one) => one.header !== header), kept]);
}

/** Forgets those of a team. */
export function forgetTeamCases(vault: Drawers, url: string): void {
  write(
    vault,
    read(vault).filter((kept) => kept.url !== url),
  );
}

function read(vault: Drawers): TeamCase[] {
  const text = vault.drawer(DRAWER).read();
  return text === null ? [] : z.array(teamCase).parse(JSON.parse(text));
}

function write(vault: Drawers, all: readonly TeamCase[]): void {
  vault.drawer(DRAWER).write(JSON.stringify(all));
}
