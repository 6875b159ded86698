import type { TeamDesk } from '../tenant/index.ts';
import type { Handlers } from './handlers.ts';

/** Calls about how the team's cases are kept. */
export function teamKeepingHandlers(desk: TeamDesk) {
  /** The open case may be the one, and has then something new to be told. */
  const decided = async (work: Promise<void>): Promise<Record<string, never>> => {
    await work;
    desk.changed();
    return {};
  };
  return {
    'tenant.keptCases': async () => {
      const [kept, names] = await Promise.all([desk.keeping().cases(), desk.team().names()]);
      return kept.map((one) => ({ ...one, name: names.get(one.caseId) ?? null }));
    },
    'tenant.archiveCase': ({ caseId, archived }) =>
      decided(desk.keeping().setArchived(caseId, archived)),
    'tenant.holdCase': ({ caseId, reason, was }) =>
      decided(desk.keeping().hold(caseId, reason, { hold: was })),
    'tenant.deleteCase': ({ caseId, reason }) => decided(desk.keeping().delete(caseId, reason)),
    'tenant.liftHold': ({ caseId, reason, was }) =>
      decided(desk.keeping().liftHold(caseId, reason, { hold: was })),
  } satisfies Partial<Handlers>;
}
