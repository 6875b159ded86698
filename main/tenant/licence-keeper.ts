import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { signedLicence, type LicenceState } from '#shared/subscriptions/licence.ts';
import type { AiUsage } from '#shared/subscriptions/subscription-api.ts';
import type { Vault } from '../vault/index.ts';
import { createAsk } from './ask.ts';
import type { Connection } from './connection.ts';
import { licenceStanding, openLicence } from './licence.ts';
import { teamOf } from './tenant-https.ts';

const DRAWER = 'licence';
/** A licence is fetched again so often while the server answers. */
const FETCH_MS = 3_600_000;
/** Most days of AI usage that are told at once. */
const DAYS = 62;

const drawer = z.strictObject({
  /** This profile, as usage is told of. */
  client: z.uuid(),
  /** By the server's address. */
  licences: z.record(
    z.string(),
    signedLicence.extend({ otherKey: z.boolean(), fetchedAt: z.iso.datetime() }),
  ),
});
type Kept = z.output<typeof drawer>;

type Drawers = Pick<Vault, 'drawer'>;
type Addressed = Pick<Connection, 'address'>;

/** AI tokens of a profile by day, in any order. */
export type DailyTokens = AiUsage['days'];

/** How the licence of a server stands, by what is kept here. */
export function keptLicence(
  vault: Drawers,
  { address: { url } }: Addressed,
  now: Date,
): Promise<LicenceState> {
  return licenceStanding(read(vault).licences[url] ?? null, teamOf(url), now);
}

/** Whether a licence is to be fetched again, for its age or because there is none. */
export function isLicenceDue(vault: Drawers, { address: { url } }: Addressed, now: Date): boolean {
  const fetched = read(vault).licences[url]?.fetchedAt;
  // After a clock was put back it is due too.
  return fetched === undefined || Math.abs(now.getTime() - Date.parse(fetched)) >= FETCH_MS;
}

/**
 * Fetches the licence and keeps it, and tells how many AI tokens were used where the team pays for them. One by another
 * key than was seen first is not believed: the one before stays, and its standing says so. Throws what asking throws.
 */
export async function fetchLicence(
  vault: Drawers,
  connection: Connection,
  { tokens, now }: { tokens: DailyTokens; now: Date },
): Promise<LicenceState> {
  const ask = createAsk(connection);
  const { url } = connection.address;
  const shown = await ask('GET /api/v1/subscription/licence', signedLicence);
  const all = read(vault);
  const before = all.licences[url];
  const fetchedAt = now.toISOString();
  const otherKey = before !== undefined && before.key.x !== shown.key.x;
  const kept = otherKey
    ? { ...before, otherKey, fetchedAt }
    : { ...shown, otherKey: false, fetchedAt };
  write(vault, { ...all, licences: { ...all.licences, [url]: kept } });
  const isPaid = (await openLicence(shown))?.plan != null;
  if (isPaid && tokens.length > 0) {
    const body: AiUsage = { client: all.client, days: latest(tokens) };
    await ask('PUT /api/v1/subscription/ai-usage', z.null(), { body });
  }
  return licenceStanding(kept, teamOf(url), now);
}

/** Forgets the licence of a server and the key it was signed with, so that the next one is believed. */
export function forgetLicence(vault: Drawers, { address }: Addressed): void {
  const all = read(vault);
  const { [address.url]: _licence, ...licences } = all.licences;
  write(vault, { ...all, licences });
}

/** One figure a day, the last days. */
function latest(tokens: DailyTokens): AiUsage['days'] {
  const sums = new Map<string, number>();
  for (const { day, tokens: more } of tokens) sums.set(day, (sums.get(day) ?? 0) + more);
  return [...sums]
    .map(([day, sum]) => ({ day, tokens: Math.ceil(sum) }))
    .toSorted((a, b) => (a.day < b.day ? 1 : -1))
    .slice(0, DAYS);
}

function read(vault: Drawers): Kept {
  const text = vault.drawer(DRAWER).read();
  return text === null ? { client: randomUUID(), licences: {} } : drawer.parse(JSON.parse(text));
}

function write(vault: Drawers, kept: Kept): void {
  vault.drawer(DRAWER).write(JSON.stringify(kept));
}
