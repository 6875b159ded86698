import { createHash, sign, X509Certificate } from 'node:crypto';
import {
  bigInteger,
  content,
  der,
  integer,
  members,
  nothing,
  octets,
  oid,
  readDer,
  sequence,
  setOf,
  tagged,
  utcTime,
  utf8,
  uuidOid,
  type Asn1,
} from './der.ts';
import type { SigningIdentity } from './identity.ts';

/** Names of RFC 5652 (CMS), RFC 5035 (ESS), RFC 3161 (time stamps), and two of our own. */
export const OID = {
  data: oid('1.2.840.113549.1.7.1'),
  signedData: oid('1.2.840.113549.1.7.2'),
  contentType: oid('1.2.840.113549.1.9.3'),
  messageDigest: oid('1.2.840.113549.1.9.4'),
  signingTime: oid('1.2.840.113549.1.9.5'),
  signingCertificate: oid('1.2.840.113549.1.9.16.2.12'),
  signingCertificateV2: oid('1.2.840.113549.1.9.16.2.47'),
  timeStampToken: oid('1.2.840.113549.1.9.16.2.14'),
  timeStampInfo: oid('1.2.840.113549.1.9.16.1.4'),
  sha256: oid('2.16.840.1.101.3.4.2.1'),
  rsa: oid('1.2.840.113549.1.1.1'),
  ecdsaSha256: oid('1.2.840.10045.4.3.2'),
  /** What was signed, as JSON in UTF-8: the case, the head of its journal. */
  statement: uuidOid('6f2c9a52-4f6b-4f0e-9b3e-8a1d5f7c2e10'),
  /** Digests of its pieces, so that a changed one can be named. */
  pieces: uuidOid('a3e1b7c4-0d58-4c7f-8f61-2b9e4d6a7c35'),
} as const;

/** What is signed beside the bytes themselves. */
export interface Signed {
  readonly digest: Buffer;
  readonly pieces: PieceDigests;
  /** JSON: what the signer states about the file. */
  readonly statement: string;
  /** Null: it stands elsewhere, as in a PDF, whose own dictionary has it. */
  readonly time: Date | null;
}

/** Digests of pieces of equal size, the last shorter; each cut to 16 bytes. */
export interface PieceDigests {
  readonly size: number;
  readonly digests: Buffer;
}

const PIECE_DIGEST_BYTES = 16;
const MOST_PIECES = 256;
const LEAST_PIECE = 128;

/** Digests of the pieces of a content: up to 256 of them, none smaller than 128 bytes. */
export function pieceDigests(bytes: Uint8Array, size = pieceSize(bytes.length)): PieceDigests {
  const digests: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    digests.push(sha256(bytes.subarray(at, at + size)).subarray(0, PIECE_DIGEST_BYTES));
  }
  return { size, digests: Buffer.concat(digests) };
}

function pieceSize(length: number): number {
  return Math.max(LEAST_PIECE, Math.ceil(length / MOST_PIECES));
}

/** Pieces of a content that differ from their digests, by number. */
export function changedPieces(bytes: Uint8Array, { size, digests }: PieceDigests): number[] {
  const now = pieceDigests(bytes, size).digests;
  const count = Math.max(now.length, digests.length) / PIECE_DIGEST_BYTES;
  return Array.from({ length: count }, (_, piece) => piece).filter((piece) => {
    const [from, to] = [piece * PIECE_DIGEST_BYTES, (piece + 1) * PIECE_DIGEST_BYTES];
    return !now.subarray(from, to).equals(digests.subarray(from, to));
  });
}

export function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** The parts of a signature that `signedData` puts together, and that a reader takes apart. */
export interface CmsParts {
  readonly certificates: readonly Buffer[];
  /** Members of the set, as they are signed. */
  readonly attributes: readonly Asn1[];
  readonly signature: Buffer;
  readonly timeStamp: Buffer | null;
}

/**
 * A detached signature (CMS SignedData, RFC 5652) with the attributes that CAdES and PAdES baseline B ask for
 * (ETSI EN 319 122-1, 319 142-1): content type, digest, and the certificate that it was made with. `stamp` is asked
 * for a time stamp over the signature, where one is wanted.
 */
export async function signCms(
  signed: Signed,
  identity: SigningIdentity,
  stamp: ((signature: Buffer) => Promise<Buffer>) | null,
): Promise<Buffer> {
  const [own] = identity.chain;
  const attributes = [
    attribute(OID.contentType, OID.data),
    attribute(OID.messageDigest, octets(signed.digest)),
    attribute(OID.signingCertificateV2, sequence(sequence(sequence(octets(sha256(own)))))),
    attribute(OID.statement, utf8(signed.statement)),
    attribute(OID.pieces, sequence(integer(signed.pieces.size), octets(signed.pieces.digests))),
    ...(signed.time === null ? [] : [attribute(OID.signingTime, utcTime(signed.time))]),
  ];
  // Signed as the SET OF that they are, not under the tag by which they stand in the message (RFC 5652, 5.4).
  const signature = sign('sha256', der(setOf(...attributes)), identity.privateKey);
  const timeStamp = stamp === null ? null : await stamp(signature);
  return signedData({ certificates: [...identity.chain], attributes, signature, timeStamp });
}

/** The one encoding of a signature's parts: what is not signed is not left to choice. */
export function signedData({ certificates, attributes, signature, timeStamp }: CmsParts): Buffer {
  const [own] = certificates;
  if (own === undefined) throw new Error('a signature has its certificate with it');
  const algorithm = sequence(OID.sha256);
  const { asymmetricKeyType: type } = new X509Certificate(own).publicKey;
  const signing = type === 'rsa' ? sequence(OID.rsa, nothing()) : sequence(OID.ecdsaSha256);
  const token = timeStamp === null ? null : readDer(timeStamp);
  const unsigned = token === null ? [] : [tagged(1, [attribute(OID.timeStampToken, token)])];
  const { issuer, serial } = issuerAndSerial(own);
  const signer = sequence(
    integer(1),
    sequence(issuer, serial),
    algorithm,
    tagged(0, members(setOf(...attributes))),
    signing,
    octets(signature),
    ...unsigned,
  );
  const list = certificates.map((bytes) => requireDer(bytes));
  return der(
    sequence(
      OID.signedData,
      tagged(0, [
        sequence(
          integer(1),
          setOf(algorithm),
          sequence(OID.data),
          tagged(0, members(setOf(...list))),
          setOf(signer),
        ),
      ]),
    ),
  );
}

function attribute(name: Asn1, value: Asn1): Asn1 {
  return sequence(name, setOf(value));
}

function requireDer(bytes: Buffer): Asn1 {
  const value = readDer(bytes);
  if (value === null) throw new RangeError('a certificate is not DER');
  return value;
}

/** Issuer and number of a certificate (RFC 5280, 4.1). */
function issuerAndSerial(certificate: Buffer): { issuer: Asn1; serial: Asn1 } {
  const fields = members(members(requireDer(certificate))[0]);
  // The version is left out of version 1 certificates.
  const at = Number(fields[0]?.tagClass) === 0x80 ? 1 : 0;
  const [serial, , issuer] = fields.slice(at);
  if (serial === undefined || issuer === undefined) throw new RangeError('no certificate');
  return { serial: bigInteger(content(serial)), issuer };
}
