import { z } from 'zod';
import { PACK_KINDS } from '../deployments/team-pack.ts';
import { policyInForce, teamPolicy } from '../model/team-policy-schemas.ts';
import { call } from './call.ts';
import { nothing } from './values.ts';

const counts = z.strictObject({
  rules: z.number().int(),
  formats: z.number().int(),
  playbooks: z.number().int(),
  policies: z.number().int(),
});
/** Who signed a pack, as it says, and by which key. */
const by = z.strictObject({ name: z.string(), key: z.string() });

/** Rules, formats, playbooks and the policy that the team releases, and which of them this profile works with. */
export const teamPackContract = {
  'teamPack.state': call(
    'vault',
    nothing,
    z.strictObject({
      /** Null: this profile follows no environment. */
      follows: z.strictObject({ environmentId: z.uuid(), environment: z.string() }).nullable(),
      /** Null: nothing of the team is used here. */
      inForce: z.strictObject({ version: z.string(), by, at: z.iso.datetime(), counts }).nullable(),
      /** Is deployed there, but its signer is not known here: it waits for a person. */
      offered: z.strictObject({ version: z.string(), by }).nullable(),
      trouble: z.string().nullable(),
      /** Playbooks of the team in whose place own ones are used. */
      hiddenPlaybooks: z.array(z.string()),
    }),
  ),
  /** Follows an environment, or none any more, which takes away what came from it. */
  'teamPack.follow': call(
    'vault',
    z.strictObject({
      environment: z.strictObject({ environmentId: z.uuid(), name: z.string() }).nullable(),
    }),
    nothing,
  ),
  /** Believes what a key signs from now on. */
  'teamPack.trust': call('vault', z.strictObject({ key: z.string().length(43) }), nothing),
  /** The policy of the team that narrows what may leave here; null: there is none. */
  'teamPack.policy': call('vault', nothing, policyInForce.nullable()),
  /** What the analyst wrote as a policy to be released; null: nothing. */
  'teamPack.ownPolicy': call('vault', nothing, teamPolicy.nullable()),
  'teamPack.keepOwnPolicy': call(
    'vault',
    z.strictObject({ policy: teamPolicy.nullable() }),
    nothing,
  ),
  /** Looks at the environment at once. */
  'teamPack.look': call('vault', nothing, nothing),
  /** Makes a release of the analyst's own rules, formats, playbooks and policy. Throws PACK_BROKEN, PACK_EMPTY, RELEASE_EXISTS. */
  'teamPack.make': call(
    'vault',
    z.strictObject({
      version: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,99}$/),
      kinds: z.array(z.enum(PACK_KINDS)).min(1),
    }),
    counts.extend({ version: z.string(), digest: z.string() }),
  ),
};
