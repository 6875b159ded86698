import { maintenance, PERIODIC, withClient, type JobKind } from '../platform/index.ts';

/**
 * Deletes what has ended by itself: answers to requests with a key after a day, sessions, codes and refresh tokens a day after their end, invitations and sessions a month after.
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
    const sessions = await client.query(
      `DELETE FROM session WHERE ended_at < now() - interval '30 days' OR seen_at < now() - interval '400 days'`,
    );
    const answers = await client.query(
      `DELETE FROM idempotency WHERE created_at < now() - interval '1 day'`,
    );
    return [payloads, invitations, sessions, answers].reduce(
      (sum, { rowCount }) => sum + (rowCount ?? 0),
      0,
    );
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
