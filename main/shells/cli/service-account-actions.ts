import { SERVICE_ROLES } from '#shared/sync/service-accounts-api.ts';
import { createTeamAdmin, openConnection } from '../../tenant/index.ts';
import type { Vault } from '../../vault/index.ts';
import { usage } from './arguments.ts';
import { keyLine, newKeyIn, rotationIn, toldKeySaid, type KeyValues } from './program-keys.ts';
import type { Said } from './said.ts';

interface Asked {
  readonly vault: Vault;
  readonly values: KeyValues & { readonly role?: string | undefined };
  readonly words: readonly string[];
}

const USAGE =
  '"tenant service-accounts" takes list, add NAME --role R --scopes A,B [--days N], key ID --scopes A,B [--days N], rotate ID KEY [--overlap-minutes N] [--days N], end-key ID KEY, role ID --role R or remove ID.';

/**
 * `tenant service-accounts`: programs of the team that belong to no member, and their keys. All but looking and ending a key
 * needs a fresh second factor.
 */
export async function teamServiceAccounts({ vault, values, words }: Asked): Promise<Said> {
  const admin = createTeamAdmin(openConnection(vault));
  const [what = 'list', id = '', keyId = ''] = words;
  if (what !== 'list' && id === '') throw usage(USAGE);
  if (['rotate', 'end-key'].includes(what) && keyId === '') throw usage(USAGE);
  switch (what) {
    case 'list':
      return listed(await admin.serviceAccounts());
    case 'add': {
      const account = { name: id, role: roleIn(values.role), ...newKeyIn(values) };
      const made = await admin.addServiceAccount(account);
      return toldKeySaid(made.accountId, made);
    }
    case 'key': {
      const made = await admin.addServiceKey(id, newKeyIn(values));
      return toldKeySaid(made.keyId, made);
    }
    case 'rotate': {
      const made = await admin.rotateServiceKey(id, keyId, rotationIn(values));
      return toldKeySaid(made.keyId, made);
    }
    case 'end-key':
      await admin.endServiceKey(id, keyId);
      return { text: 'The key has ended.', json: { accountId: id, keyId, ended: true } };
    case 'role': {
      const role = roleIn(values.role);
      await admin.setServiceRole(id, { role });
      return { text: `It is ${role} now.`, json: { accountId: id, role } };
    }
    case 'remove':
      await admin.endServiceAccount(id);
      return {
        text: 'It has ended, with all its keys. What it did stays under its name.',
        json: { accountId: id, ended: true },
      };
    default:
      throw usage(USAGE);
  }
}

function listed(
  accounts: Awaited<ReturnType<ReturnType<typeof createTeamAdmin>['serviceAccounts']>>,
): Said {
  const lines = accounts.flatMap(({ accountId, name, role, madeBy, keys }) => [
    `${accountId}  ${name}  ${role}  made by ${madeBy}`,
    ...keys.map((key) => `  ${keyLine(key)}`),
  ]);
  const text = lines.length === 0 ? 'There are no service accounts.' : lines.join('\n');
  return { text, json: { accounts } };
}

function roleIn(text: string | undefined) {
  const role = SERVICE_ROLES.find((known) => known === text);
  if (role === undefined) throw usage(`--role takes ${SERVICE_ROLES.join(', ')}.`);
  return role;
}
