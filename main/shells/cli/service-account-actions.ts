import { SCOPES, type Scope } from '#shared/model/scope.ts';
import { SERVICE_ROLES } from '#shared/sync/service-accounts-api.ts';
import { createTeamAdmin, openConnection } from '../../tenant/index.ts';
import type { Vault } from '../../vault/index.ts';
import { usage, wholeNumber } from './arguments.ts';
import type { Said } from './said.ts';

interface Asked {
  readonly vault: Vault;
  readonly values: {
    readonly role?: string | undefined;
    readonly scopes?: string | undefined;
    readonly days?: string | undefined;
    readonly 'overlap-minutes'?: string | undefined;
  };
  readonly words: readonly string[];
}

const USAGE =
  '"tenant service-accounts" takes list, add NAME --role R --scopes A,B [--days N], key ID --scopes A,B [--days N], rotate ID KEY [--overlap-minutes N] [--days N], end-key ID KEY, role ID --role R or remove ID.';
const DAYS = 90;

/**
 * `tenant service-accounts`: programs of the team that belong to no member, and their keys. All but looking and ending a key
 * needs a fresh second factor.
 */
export async function teamServiceAccounts({ vault, values, words }: Asked): Promise<Said> {
  const admin = createTeamAdmin(openConnection(vault));
  const [what = 'list', id = '', keyId = ''] = words;
  if (what !== 'list' && id === '') throw usage(USAGE);
  if (['rotate', 'end-key'].includes(what) && keyId === '') throw usage(USAGE);
  const days = values.days === undefined ? undefined : wholeNumber('--days', values.days, 1);
  switch (what) {
    case 'list':
      return listed(await admin.serviceAccounts());
    case 'add': {
      const account = { name: id, role: roleIn(values.role), scopes: scopesIn(values.scopes) };
      const made = await admin.addServiceAccount({ ...account, days: days ?? DAYS });
      return { text: `${made.accountId}\nkey, told this once: ${made.key}`, json: made };
    }
    case 'key': {
      const asked = { scopes: scopesIn(values.scopes), days: days ?? DAYS };
      const made = await admin.addServiceKey(id, asked);
      return { text: `key, told this once: ${made.key}`, json: made };
    }
    case 'rotate': {
      const minutes = values['overlap-minutes'];
      const made = await admin.rotateServiceKey(id, keyId, {
        graceMinutes: minutes === undefined ? 30 : wholeNumber('--overlap-minutes', minutes, 0),
        ...(days !== undefined && { days }),
      });
      return { text: `key, told this once: ${made.key}`, json: made };
    }
    case 'end-key':
      await admin.endServiceKey(id, keyId);
      return { text: 'The key has ended.', json: { accountId: id, keyId, ended: true } };
    case 'role': {
      const role = roleIn(values.role);
      await admin.setServiceRole(id, role);
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
    ...keys.map(
      ({ keyId, scopes, expiresAt, ended, lastUsedOn }) =>
        `  ${keyId}  ${ended ? 'ended' : `good until ${expiresAt}`}  last used ${lastUsedOn ?? 'never'}  ${scopes.join(',')}`,
    ),
  ]);
  const text = lines.length === 0 ? 'There are no service accounts.' : lines.join('\n');
  return { text, json: { accounts } };
}

function roleIn(text: string | undefined) {
  const role = SERVICE_ROLES.find((known) => known === text);
  if (role === undefined) throw usage(`--role takes ${SERVICE_ROLES.join(', ')}.`);
  return role;
}

function scopesIn(text: string | undefined): Scope[] {
  const named = text?.split(',').map((scope) => scope.trim()) ?? [];
  const scopes = SCOPES.filter((scope) => named.includes(scope));
  if (scopes.length > 0 && scopes.length === named.length) return scopes;
  throw usage(`--scopes takes some of ${SCOPES.join(', ')}.`);
}
