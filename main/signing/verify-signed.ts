import type { X509Certificate } from 'node:crypto';
import { changedPieces, sha256, type PieceDigests } from './cms.ts';
import { fingerprint } from './identity.ts';
import { isKnown } from './known-signers.ts';
import { readCms, type HeldSignature } from './read-cms.ts';

/** Who signed, as the signature says. */
export interface SignerFacts {
  readonly name: string;
  /** SHA-256 of the certificate. */
  readonly fingerprint: string;
  /** UTC; null: it is not said. */
  readonly signedAt: string | null;
  readonly timeStamp: { readonly at: string; readonly authority: string } | null;
  /** What the signer states about the file. */
  readonly statement: string;
}

/** Bytes of a file, from the first to the last of them. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/** What checking a signed file came to. */
export type SignatureVerdict =
  | { readonly verdict: 'valid' | 'unknown-signer'; readonly signer: SignerFacts }
  | {
      readonly verdict: 'invalid';
      /** A sentence: what is wrong. */
      readonly reason: string;
      /** Where the file was changed, as far as the signature can tell. */
      readonly changed: readonly ByteRange[];
      readonly signer: SignerFacts | null;
    }
  | { readonly verdict: 'unsigned' };

/**
 * Holds bytes against a signature over them. `signedAt`: where the file itself says when. `offsetOf`: where a
 * signed byte stands in the file.
 */
export function verifySigned(
  signature: Uint8Array,
  signed: Uint8Array,
  known: readonly X509Certificate[],
  {
    signedAt = null,
    offsetOf = (at) => at,
  }: {
    readonly signedAt?: Date | null;
    readonly offsetOf?: (at: number) => number;
  } = {},
): SignatureVerdict {
  const read = readCms(signature);
  if ('fault' in read) {
    return {
      verdict: 'invalid',
      reason: `The signature does not hold: ${read.fault}.`,
      changed: [],
      signer: null,
    };
  }
  const signer = factsOf(read, signedAt);
  if (!sha256(signed).equals(read.digest)) {
    const changed = rangesOf(signed, read.pieces, offsetOf);
    return { verdict: 'invalid', reason: 'It was changed after it was signed.', changed, signer };
  }
  const at = read.timeStamp?.time ?? read.time ?? signedAt;
  const { validFromDate, validToDate } = read.certificate;
  if (at !== null && (at < startOfSecond(validFromDate) || at > validToDate)) {
    const reason = 'The certificate was not in force when it was signed.';
    return { verdict: 'invalid', reason, changed: [], signer };
  }
  return { verdict: isKnown(read.chain, known) ? 'valid' : 'unknown-signer', signer };
}

/** Certificates count in seconds: what was signed in the second of their making is not before it. */
function startOfSecond(time: Date): Date {
  return new Date(Math.floor(time.getTime() / 1000) * 1000);
}

function factsOf(
  { certificate, time, timeStamp, statement }: HeldSignature,
  signedAt: Date | null,
): SignerFacts {
  const at = time ?? signedAt;
  return {
    name: /^CN=(.+)$/m.exec(certificate.subject)?.[1] ?? certificate.subject.replaceAll('\n', ', '),
    fingerprint: fingerprint(certificate.raw),
    signedAt: at === null ? null : at.toISOString(),
    timeStamp:
      timeStamp === null
        ? null
        : { at: timeStamp.time.toISOString(), authority: timeStamp.authority },
    statement,
  };
}

/** Stretches of changed pieces. After an insertion or a deletion everything from there on has changed. */
function rangesOf(
  signed: Uint8Array,
  pieces: PieceDigests,
  offsetOf: (at: number) => number,
): ByteRange[] {
  const ranges: { from: number; to: number }[] = [];
  for (const piece of changedPieces(signed, pieces)) {
    // What is missing at the end is told as its last byte's neighbour.
    const from = Math.min(piece * pieces.size, signed.length);
    const to = Math.max(from, Math.min(from + pieces.size, signed.length) - 1);
    const last = ranges.at(-1);
    if (last !== undefined && last.to + 1 >= from) last.to = to;
    else ranges.push({ from, to });
  }
  return ranges.map(({ from, to }) => ({ from: offsetOf(from), to: offsetOf(to) }));
}
