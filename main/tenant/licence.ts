import { compactVerify, importJWK } from 'jose';
import {
  LICENCE_TYPE,
  licenceClaims,
  type LicenceClaims,
  type LicenceState,
  type SignedLicence,
} from '#shared/subscriptions/licence.ts';

/** A licence as this profile keeps it. */
export interface KeptLicence extends SignedLicence {
  /** The server has shown a licence by another key since. */
  readonly otherKey: boolean;
}

const SAFE = 'Cases can be opened, read and exported as always.';

/**
 * What a licence says, if it was signed by its key as a licence (JWS with Ed25519, RFC 7515 and RFC 8037); null: it was
 * not.
 */
export async function openLicence({ licence, key }: SignedLicence): Promise<LicenceClaims | null> {
  try {
    const { payload, protectedHeader } = await compactVerify(
      licence,
      await importJWK(key, 'EdDSA'),
      { algorithms: ['EdDSA'] },
    );
    if (protectedHeader.typ !== LICENCE_TYPE) return null;
    return licenceClaims.safeParse(JSON.parse(Buffer.from(payload).toString('utf8'))).data ?? null;
  } catch {
    return null;
  }
}

/** How a licence stands for a team at a moment, without asking anybody. `team` is what the server's address says. */
export async function licenceStanding(
  kept: KeptLicence | null,
  team: string,
  now: Date,
): Promise<LicenceState> {
  const none = { plan: null, until: null };
  if (kept === null) {
    const said = `This machine has not yet fetched the licence of the team. It does so when the server answers. ${SAFE}`;
    return { standing: 'missing', said, ...none };
  }
  const claims = await openLicence(kept);
  if (kept.otherKey || claims === null) {
    const what = kept.otherKey
      ? 'The server signs licences with another key than this machine saw first'
      : 'The licence kept here is not as the server signed it';
    const said = `${what}. If your admin says that this is right, forget the licence and fetch it anew. ${SAFE}`;
    return { standing: 'bad', said, ...none };
  }
  if (claims.team !== team) {
    const said = `The licence kept here is that of the team ${claims.team}, not of ${team}. Forget it and fetch it anew. ${SAFE}`;
    return { standing: 'other-team', said, ...none };
  }
  return standingAt(claims, now);
}

function standingAt({ exp, iat, grace, plan }: LicenceClaims, now: Date): LicenceState {
  if (exp === null || plan === null) {
    return { standing: 'unlimited', said: null, plan: null, until: null };
  }
  // A clock that was put back makes no licence younger than it is.
  const seconds = Math.max(now.getTime() / 1000, iat);
  const until = moment(exp);
  const known = { plan: plan.title, until };
  if (seconds < exp) return { standing: 'valid', said: null, ...known };
  const day = until.slice(0, 10);
  if (seconds < exp + grace) {
    const last = moment(exp + grace).slice(0, 10);
    const said = `The licence of the team ended on ${day} and could not be renewed since. Nothing changes until ${last}; connect to the team server before then.`;
    return { standing: 'grace', said, ...known };
  }
  const said = `The licence of the team is out of date since ${day}. Connect to the team server, or ask your admin. ${SAFE}`;
  return { standing: 'over', said, ...known };
}

const moment = (seconds: number): string => new Date(seconds * 1000).toISOString();
