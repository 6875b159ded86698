import { randomUUID } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import type { SealedEntry } from '#shared/sync/sync-wire.ts';
import { sealedEntries } from '../unit/tenant/test-entries.ts';
import { signedIn, type Answer, type TenantClient } from '../unit/tenant/tenant-client.ts';

/** What all writers share: when to stop, and the sign-in that they use. */
export interface Weather {
  isOver: boolean;
  token: string;
  /** How often something had to be asked again. */
  again: number;
}

/** What a writer was told is kept. */
export interface Written {
  readonly caseId: string;
  readonly entries: SealedEntry[];
}

const WAIT_MS = 20_000;

/** Asks until there is an answer that says what became of it. */
async function answered(
  server: TenantClient,
  weather: Weather,
  ask: (token: string) => Promise<Answer>,
): Promise<Answer> {
  for (;;) {
    const late = new AbortController();
    const answer = await Promise.race([
      ask(weather.token).catch(() => null),
      after(WAIT_MS, null, { signal: late.signal }).catch(() => null),
    ]);
    late.abort();
    if (answer !== null && answer.status < 500 && answer.status !== 401) return answer;
    weather.again++;
    if (answer?.status === 401) {
      await signedIn(server).then(
        ({ access }) => void (weather.token = access),
        () => {},
      );
    }
    await after(50);
  }
}

/** Pushes entries of one copy to a case, one push after the other, until the weather is over; each until it is answered. */
export async function pushEntries(
  server: TenantClient,
  weather: Weather,
  caseId: string,
): Promise<Written> {
  const client = randomUUID();
  const kept: SealedEntry[] = [];
  while (!weather.isOver) {
    const entries = sealedEntries(2, kept.at(-1)?.digest ?? null);
    const body = { client, epoch: null, first: kept.length + 1, entries };
    const { status, json, text } = await answered(server, weather, (token) =>
      server.ask(`/api/v1/cases/${caseId}/push`, { token, body }),
    );
    const isApplied =
      status === 200 && json.outcomes.every((outcome: { is: string }) => outcome.is === 'applied');
    if (!isApplied) throw new Error(`a push was answered with ${status} ${text}`);
    kept.push(...entries);
    await after(5);
  }
  return { caseId, entries: kept };
}

/** Invites people under a key each until the weather is over; gives who was invited, by which link. */
export async function inviteKeyed(
  server: TenantClient,
  weather: Weather,
): Promise<Map<string, string>> {
  const invited = new Map<string, string>();
  while (!weather.isOver) {
    const email = `${randomUUID()}@example.org`;
    const headers = { 'idempotency-key': randomUUID() };
    const body = { email, role: 'viewer' };
    const { status, json, text } = await answered(server, weather, (token) =>
      server.ask('/api/v1/invitations', { token, body, headers }),
    );
    if (status !== 201) throw new Error(`an invitation was answered with ${status} ${text}`);
    invited.set(email, json.link);
    await after(20);
  }
  return invited;
}
