import type { DownloadDesk } from '../export/index.ts';
import type { Session } from '../session.ts';
import type { TeamDesk } from '../tenant/index.ts';
import type { Vault } from '../vault/index.ts';
import type { WipeDesk } from '../wipe/index.ts';
import type { Dialogs } from './app-handlers.ts';
import type { Handlers } from './handlers.ts';
import { auditArchiveHandlers } from './audit-archive-handlers.ts';
import { deviceHandlers } from './device-handlers.ts';
import { rawLogHandlers } from './raw-log-handlers.ts';
import { subscriptionHandlers } from './subscription-handlers.ts';
import { teamAdminHandlers } from './team-admin-handlers.ts';
import { teamKeyHandlers } from './team-key-handlers.ts';
import { teamKeepingHandlers } from './team-keeping-handlers.ts';

/** Calls about the team server. */
export function tenantHandlers(
  session: Session,
  desk: TeamDesk,
  dialogs: Dialogs | null,
  vault: Pick<Vault, 'drawer'>,
  wipes: WipeDesk,
  downloads: DownloadDesk,
) {
  return {
    ...teamAdminHandlers(desk),
    ...teamKeyHandlers(desk),
    ...deviceHandlers(desk, wipes),
    ...auditArchiveHandlers(desk, vault, dialogs, downloads),
    ...teamKeepingHandlers(desk),
    ...subscriptionHandlers(desk, dialogs),
    ...rawLogHandlers(session, desk, vault),
    'tenant.state': () => desk.state(),
    'tenant.look': async ({ url }) => {
      const { url: read, fingerprint, trusted } = await desk.look(url);
      return { url: read, fingerprint, trusted };
    },
    'tenant.connect': async ({ url, fingerprint }) => {
      await desk.connect(url, fingerprint);
      return {};
    },
    'tenant.signIn': async ({ way, stepUp }, { signal, emit }) => {
      const show = ({ page, code }: { page: string; code: string | null }): void => {
        if (code === null) dialogs?.openPage(page);
        emit({ page, code, opened: code === null && dialogs !== null });
      };
      await desk.signIn({ way, stepUp, show, signal });
      return {};
    },
    'tenant.signOut': async () => {
      await desk.signOut();
      return {};
    },
    'tenant.sessions': () => desk.team().sessions(),
    'tenant.endSession': async ({ sessionId }) => {
      await desk.team().endSession(sessionId);
      return {};
    },
    'tenant.secondFactors': () => desk.team().secondFactors(),
    'tenant.secondFactorLink': async () => {
      const link = await desk.team().secondFactorLink();
      dialogs?.openPage(link);
      return { link, opened: dialogs !== null };
    },
    'tenant.removeSecondFactor': async ({ id }) => {
      await desk.team().removeSecondFactor(id);
      return {};
    },
    'tenant.members': () => desk.members(),
    'tenant.safetyNumber': async ({ memberId }) => ({
      number: await desk.team().safetyNumber(memberId),
    }),
    'tenant.compared': async ({ memberId, number }) => {
      await desk.team().compared(memberId, number);
      return {};
    },
    'tenant.setRole': async ({ memberId, role, was }) => {
      await desk.team().setRole(memberId, { role }, { role: was });
      return {};
    },
    'tenant.letGo': async ({ memberId }) => {
      await desk.team().letGo(memberId);
      return {};
    },
    'tenant.trustAudit': async () => {
      await desk.trustAudit();
      return {};
    },
    'tenant.invite': ({ email, role }) => desk.team().invite(email, role),
    'tenant.cases': async ({ archived }) => {
      const root = (await session.openCase()?.syncRoot()) ?? null;
      return (await desk.team().cases({ archived })).map((shared) => ({
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
    'tenant.give': async ({ email, access, was }) => {
      await desk.team().give(await desk.caseId(), email, access, { access: was });
      return {};
    },
    'tenant.take': async ({ memberId }) => {
      await desk.team().take(await desk.caseId(), memberId);
      return {};
    },
    'tenant.rekey': async () => {
      await desk.team().rekey(await desk.caseId());
      return {};
    },
  } satisfies Partial<Handlers>;
}
