import type { Vault } from '../vault/index.ts';
import { forgetConnection } from './connection.ts';
import type { DeviceJwk } from './device-key.ts';
import { forgetKnownKeys } from './known-keys.ts';
import { forgetLicence } from './licence-keeper.ts';
import { forgetTeamCases } from './team-cases.ts';

/**
 * Destroys everything by which this machine is known to a team server, or opens what is sealed for it there, and what it
 * noted of the team. What it has seen of the audit log stays, so that nobody shows it another one later. A sign-in under
 * another key than `device` is a later one, and stays.
 */
export function forgetServer(
  vault: Pick<Vault, 'drawer' | 'destroyDrawer'>,
  server: { url: string; device: DeviceJwk | null },
): void {
  const { url } = server;
  forgetConnection(vault, server);
  forgetKnownKeys(vault, url);
  forgetTeamCases(vault, url);
  forgetLicence(vault, { address: { url, authority: null } });
}
