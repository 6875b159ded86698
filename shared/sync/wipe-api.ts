import { z } from 'zod';
import { canonicalJson } from '../model/canonical-json.ts';

/** Taking what a team shares off a device from afar, as server and desktop speak of it. */

const uuid = z.uuid().lowercase();
const time = z.iso.datetime();
const count = z.number().int().nonnegative();

export const WIPE_REASON_MOST = 500;
/** A device may not have heard yet that its sign-in was renewed, so an order names so many. */
export const WIPE_SESSIONS_MOST = 20;
export const wipeReason = z.string().trim().max(WIPE_REASON_MOST);

/** That a device is to remove what it has of the team. It is for sign-ins of before on one device, and for no later one. */
export const wipeOrder = z.strictObject({
  v: z.literal(1),
  wipeId: uuid,
  /** Sign-ins of the member on the device up to then, the last ones. */
  sessions: z.array(uuid).min(1).max(WIPE_SESSIONS_MOST),
  /** Thumbprint of the device's key (RFC 7638). */
  deviceKey: z.string().length(43),
  /** Name of who ordered it. */
  by: z.string(),
  at: time,
  reason: z.string(),
});
export type WipeOrder = z.output<typeof wipeOrder>;

/** An order as a device gets it: its text, and the signature of the key that signs the audit log. */
export const signedWipe = z.strictObject({ text: z.string().max(8192), signature: z.string() });
export type SignedWipe = z.output<typeof signedWipe>;

/** What a device is told that asks whether it is to be wiped. */
export const wipeAnswer = z.strictObject({ order: signedWipe.nullable() });

/** What a device removed. */
export const wipeReceipt = z.strictObject({
  wipeId: uuid,
  /** Cases of the team whose keys were destroyed. */
  cases: count,
  /** How many of them were under a legal hold. */
  held: count,
  /** Entries of their journals that had not reached the server. */
  unsent: count,
  /** Files that could not be removed yet; nothing opens them any more. */
  filesLeft: count,
});
export type WipeReceipt = z.output<typeof wipeReceipt>;

/** How an order stands: `ordered` until the device has answered. */
export const WIPE_STATES = ['ordered', 'done', 'withdrawn'] as const;

/** A device that a member signed in on, whether she still is or not. */
export const teamDevice = z.strictObject({
  sessionId: uuid,
  memberId: uuid,
  member: z.string(),
  device: z.string(),
  seenAt: time,
  /** She is signed in there. */
  signedIn: z.boolean(),
  /** It is the one that asks. */
  isThis: z.boolean(),
  /** The last order to wipe it; null: there was none. */
  wipe: z
    .strictObject({
      state: z.enum(WIPE_STATES),
      by: z.string(),
      at: time,
      reason: z.string(),
      receipt: wipeReceipt.omit({ wipeId: true }).nullable(),
    })
    .nullable(),
});
export type TeamDevice = z.output<typeof teamDevice>;

const FIRST_LINE = 'error-iq wipe order 1';

/** The text of an order that is signed. */
export function wipeText(origin: string, order: WipeOrder): string {
  return `${FIRST_LINE}\n${origin}\n${canonicalJson(order)}\n`;
}

/** The order in a text, and whose it is; null: there is none in it. */
export function readWipeText(text: string): { origin: string; order: WipeOrder } | null {
  const [first, origin = '', json = '', last, ...more] = text.split('\n');
  if (first !== FIRST_LINE || last !== '' || more.length > 0) return null;
  try {
    const order = wipeOrder.safeParse(JSON.parse(json));
    return order.success ? { origin, order: order.data } : null;
  } catch {
    return null;
  }
}
