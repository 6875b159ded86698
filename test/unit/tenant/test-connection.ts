import { keepAddress, openConnection, signInByBrowser } from '../../../main/tenant/index.ts';
import type { Connection } from '../../../main/tenant/connection.ts';
import type { Vault } from '../../../main/vault/index.ts';
import { TEAM, walkSignIn, type TestTenant } from './test-tenant.ts';

/** Connects a profile to a server and signs a member in there, as a person does it in her browser. */
export async function signedInConnection(
  tenant: TestTenant,
  vault: Pick<Vault, 'drawer'>,
  email: string = TEAM.email,
): Promise<Connection> {
  await keepAddress(vault, { url: `${tenant.url}/t/night`, authority: tenant.authority });
  const connection = openConnection(vault);
  const open = (page: string): void => {
    void walkSignIn(tenant, page.slice(tenant.url.length), { email }).then(({ back }) =>
      fetch(back ?? ''),
    );
  };
  connection.keep(await signInByBrowser(connection.address, connection.device, { open }));
  return connection;
}
