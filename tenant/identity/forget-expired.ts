import { forgetOld, maintenance, PERIODIC, withClient, type JobKind } from '../platform/index.ts';

/**
 * Deletes what has ended by itself: codes and refresh tokens a day after their end, invitations a month after; answers to
 * requests with a key, sessions and orders to wipe a device after their end, when the team wants it.
 * A used refresh token stays until its end, because by it a stolen one is noticed. Gives how many rows went.
 */
export function forgetExpired(maintUrl: string): Promise<number> {
  return withClient(maintenance(maintUrl), async (client) => {
    const payloads = await client.query(
      `DELETE FROM oidc_payload WHERE expires_at < now() - interval '1 day'`,
    );
    const invitations = await client.query(
      `DELETE FROM invitation WHERE expires_at < now() - interval '30 days'`,
    );
    const sessions = await forgetOld(client, 'sessions', {
      table: 'session',
      time: 'ended_at',
      also: `old.seen_at < now() - interval '400 days'`,
    });
    const wipes = await forgetOld(client, 'sessions', { table: 'device_wipe', time: 'ended_at' });
    const answers = await forgetOld(client, 'answers', {
      table: 'idempotency',
      time: 'created_at',
      held: 'is_held(old.tenant_id, old.case_id)',
    });
    return (payloads.rowCount ?? 0) + (invitations.rowCount ?? 0) + sessions + wipes + answers;
  });
}

/** Does so every hour. */
export function forgetExpiredJob(maintUrl: string): JobKind {
  return {
    name: 'forget-expired',
    schedule: '7 * * * *',
    ...PERIODIC,
    async run() {
      await forgetExpired(maintUrl);
    },
  };
}
