import { createTeamOwnKeys, type TeamDesk } from '../tenant/index.ts';
import type { Handlers } from './handlers.ts';

/** Calls about keys by which programs ask the team server. */
export function teamKeyHandlers(desk: TeamDesk) {
  const own = () => createTeamOwnKeys(desk.connection());
  return {
    'tenant.ownKeys': () => own().list(),
    'tenant.addOwnKey': (asked) => own().add(asked),
    'tenant.serviceAccounts': () => desk.admin().serviceAccounts(),
    'tenant.addServiceAccount': (asked) => desk.admin().addServiceAccount(asked),
    'tenant.setServiceRole': async ({ accountId, role, was }) => {
      await desk.admin().setServiceRole(accountId, { role }, { role: was });
      return {};
    },
    'tenant.endServiceAccount': async ({ accountId }) => {
      await desk.admin().endServiceAccount(accountId);
      return {};
    },
    'tenant.addServiceKey': ({ accountId, ...asked }) =>
      desk.admin().addServiceKey(accountId, asked),
    'tenant.rotateKey': ({ accountId, keyId, ...asked }) =>
      accountId === null
        ? own().rotate(keyId, asked)
        : desk.admin().rotateServiceKey(accountId, keyId, asked),
    'tenant.endKey': async ({ accountId, keyId }) => {
      await (accountId === null ? own().end(keyId) : desk.admin().endServiceKey(accountId, keyId));
      return {};
    },
  } satisfies Partial<Handlers>;
}
