import { AsyncLocalStorage } from 'node:async_hooks';
import type { AuditActor, AuditEntry } from '../../shared/audit/audit-wire.ts';

/** On whose behalf something runs, and for which request. */
export interface Acting {
  actor: AuditActor;
  readonly request: AuditEntry['request'];
}

const acting = new AsyncLocalStorage<Acting>();

/** Runs what a request asks for; who asks is told as soon as it is known. */
export function actingFor(request: NonNullable<Acting['request']>, work: () => void): void {
  acting.run({ actor: { is: 'nobody' }, request }, work);
}

/** Says who asks, of the request that runs. */
export function actorIs(actor: AuditActor): void {
  const now = acting.getStore();
  if (now !== undefined) now.actor = actor;
}

/** Runs what the server does by itself. */
export function actingAsServer<T>(task: string, work: () => T): T {
  return acting.run({ actor: { is: 'server', task }, request: null }, work);
}

/** On whose behalf it runs here. */
export function whoActs(): Acting {
  return acting.getStore() ?? { actor: { is: 'server', task: 'start' }, request: null };
}
