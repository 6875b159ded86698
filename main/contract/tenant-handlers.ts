import type { Session } from '../session.ts';
import type { TeamDesk } from '../tenant/index.ts';
import type { Dialogs } from './app-handlers.ts';
import type { Handlers } from './handlers.ts';

/** Calls about the team server. */
export function tenantHandlers(session: Session, desk: TeamDesk, dialogs: Dialogs | null) {
  return {
    'tenant.state': () => desk.state(),
    'tenant.look': async ({ url }) => {
      const { url: read, fingerprint, trusted } = await desk.look(url);
      return { url: read, fingerprint, trusted };
    },
    'tenant.connect': async ({ url, fingerprint }) => {
      await desk.connect(url, fingerprint);
      return {};
    },
    'tenant.signIn': async (_input, { signal, emit }) => {
      await desk.signIn((page) => {
        dialogs?.openPage(page);
        emit({ page, opened: dialogs !== null });
      }, signal);
      return {};
    },
    'tenant.signOut': () => {
      desk.signOut();
      return {};
    },
    'tenant.trustAudit': async () => {
      await desk.trustAudit();
      return {};
    },
    'tenant.members': async () =>
      (await desk.team().members()).map(({ sealingKey, ...member }) => ({
        ...member,
        ready: sealingKey !== null,
      })),
    'tenant.invite': ({ email, role }) => desk.team().invite(email, role),
    'tenant.cases': async () => {
      const root = (await session.openCase()?.syncRoot()) ?? null;
      return (await desk.team().cases()).map((shared) => ({
        ...shared,
        open: shared.caseId === root,
      }));
    },
    'tenant.join': async ({ caseId, name }) => {
      const path = await session.join(caseId, name);
      await desk.syncNow();
      return { path };
    },
    'tenant.share': async () => {
      await desk.share(session.current().info().name);
      return {};
    },
    'tenant.syncNow': async () => {
      await desk.syncNow();
      return {};
    },
    'tenant.attention': () => session.current().syncStore.attention(),
    'tenant.retry': async () => {
      await desk.retry();
      return {};
    },
    'tenant.grants': async () => desk.team().grants(await desk.caseId()),
    'tenant.give': async ({ email, access }) => {
      await desk.team().give(await desk.caseId(), email, access);
      return {};
    },
    'tenant.take': async ({ email }) => {
      await desk.team().take(await desk.caseId(), email);
      return {};
    },
  } satisfies Partial<Handlers>;
}
