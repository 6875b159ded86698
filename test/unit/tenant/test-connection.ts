import { keepAddress, openConnection, signInByBrowser } from '../../../main/tenant/index.ts';
import type { Connection } from '../../../main/tenant/connection.ts';
import type { Vault } from '../../../main/vault/index.ts';
import { TEAM, walkSecondFactor, walkSignIn, type TestTenant } from './test-tenant.ts';

/** Connects a profile to a server and signs a member in there, as a person does it in her browser; with a code, by that too. */
export async function signedInConnection(
  tenant: TestTenant,
  vault: Pick<Vault, 'drawer'>,
  email: string = TEAM.email,
  code?: string,
): Promise<Connection> {
  await keepAddress(vault, { url: `${tenant.url}/t/night`, authority: tenant.authority });
  const connection = openConnection(vault);
  const open = (page: string): void => {
    const path = page.slice(tenant.url.length);
    const walked =
      code === undefined
        ? walkSignIn(tenant, path, { email })
        : walkSecondFactor(tenant, path, { email }, code);
    void walked.then(({ back }) => fetch(back ?? ''));
  };
  const asked = { open, stepUp: code !== undefined };
  connection.keep(await signInByBrowser(connection.address, connection.device, asked));
  return connection;
}
