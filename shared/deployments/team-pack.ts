import { z } from 'zod';
import { readPolicy } from '../model/team-policy-schemas.ts';

/** A release of what a team made itself for Error-IQ: rules, formats, playbooks and a policy, signed by who made it. */

export const PACK_KINDS = ['rules', 'formats', 'playbooks', 'policies'] as const;
export type PackKind = (typeof PACK_KINDS)[number];

/** Name of the artefact of a release that is a pack; its digest is that of the pack's text. */
export const PACK_ARTEFACT = 'error-iq-pack';
/** Longest text of a pack, characters. */
export const LONGEST_PACK = 8_000_000;

const file = z.strictObject({
  /** Of a file in a folder of its kind: nothing of it leads out of there. */
  name: z.string().regex(/^[A-Za-z0-9_][\w.-]{0,150}$/),
  text: z.string().min(1).max(4_000_000),
});
const files = z.array(file).max(5000);
const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/);

/** What is signed, as canonical JSON. */
export const teamPack = z.strictObject({
  format: z.literal('error-iq-pack'),
  v: z.literal(1),
  version: z.string().min(1).max(100),
  by: z.strictObject({
    name: z.string().min(1).max(300),
    /** Ed25519, raw. */
    key: base64url.length(43),
  }),
  rules: files,
  formats: files,
  playbooks: files,
  /** Not named where there is none, as desktops know packs that know no policies. */
  policies: z.array(file).max(1).default([]),
});

export const signedPack = z.strictObject({
  text: z.string().min(1).max(LONGEST_PACK),
  /** Ed25519 over `packToSign`. */
  signature: base64url.length(86),
});

export const packDigest = z.string().regex(/^sha256:[0-9a-f]{64}$/);

/** The pack that is in force in an environment. */
export const packInForce = z.strictObject({
  environment: z.string(),
  /** Null: none is. */
  release: z.strictObject({ version: z.string(), digest: packDigest }).nullable(),
});

export type TeamPack = z.output<typeof teamPack>;
export type PackFile = z.output<typeof file>;
export type SignedPack = z.output<typeof signedPack>;
export type PackInForce = z.output<typeof packInForce>;

/** What a signature of a pack is made over: it can be mistaken for no other that the key makes. */
export function packToSign(text: string): string {
  return `error-iq-pack v1\n${text}`;
}

/** The pack of a text; null: it is none, names a file twice, or brings a policy that is none. */
export function readPack(text: string): TeamPack | null {
  let value: unknown = null;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const read = teamPack.safeParse(value);
  if (!read.success) return null;
  const isTwice = PACK_KINDS.some((kind) => {
    // File systems that do not tell upper from lower case would let one take the place of the other.
    const names = read.data[kind].map(({ name }) => name.toLowerCase());
    return new Set(names).size < names.length;
  });
  const isOdd = read.data.policies.some(({ text: policy }) => readPolicy(policy) === null);
  return isTwice || isOdd ? null : read.data;
}
