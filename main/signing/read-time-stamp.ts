import { createHash, verify, X509Certificate } from 'node:crypto';
import { OID } from './cms.ts';
import {
  content,
  der,
  isTagged,
  members,
  oid,
  readDer,
  sameOid,
  setOf,
  timeIn,
  type Asn1,
} from './der.ts';

/** What a time stamp says: that a signature was there at a time. */
export interface TimeStamp {
  readonly time: Date;
  /** Subject of the authority's certificate. */
  readonly authority: string;
}

const HASHES = [
  ['sha256', oid('2.16.840.1.101.3.4.2.1')],
  ['sha384', oid('2.16.840.1.101.3.4.2.2')],
  ['sha512', oid('2.16.840.1.101.3.4.2.3')],
] as const;

/**
 * Checks a time stamp token (RFC 3161) over a signature: that it is over these bytes, and signed with the
 * certificate that it names. Whether its authority is to be trusted is for the reader to say.
 */
export function readTimeStamp(token: Buffer, signature: Buffer): TimeStamp | { fault: string } {
  try {
    return read(token, signature);
  } catch {
    // A certificate or a key in it that is none.
    return { fault: 'its time stamp cannot be read' };
  }
}

function read(token: Buffer, signature: Buffer): TimeStamp | { fault: string } {
  const [type, wrapped] = members(readDer(token) ?? undefined);
  if (!sameOid(type, OID.signedData)) return { fault: 'its time stamp is not one' };
  const [, , encapsulated, ...rest] = members(members(wrapped)[0]);
  const [infoType, infoWrapped] = members(encapsulated);
  const infoBytes = content(members(infoWrapped)[0]);
  const info = members(readDer(infoBytes) ?? undefined);
  if (!sameOid(infoType, OID.timeStampInfo)) return { fault: 'its time stamp is not one' };

  const imprint = members(info[2]);
  const imprintHash = hashOf(members(imprint[0])[0]);
  const over =
    imprintHash !== null &&
    createHash(imprintHash).update(signature).digest().equals(content(imprint[1]));
  if (!over) return { fault: 'its time stamp is over another signature' };

  const fields = members(members(rest.at(-1))[0]);
  const hash = hashOf(members(fields[2])[0]);
  const attributes = members(fields.find((field) => isTagged(field, 0)));
  const certificates = members(rest.find((part) => isTagged(part, 0))).map((each) => der(each));
  const own = certificates.find((each) => isNamed(attributes, each));
  const time = timeIn(info[4]);
  if (hash === null || own === undefined || time === null) {
    return { fault: 'its time stamp cannot be read' };
  }
  const certificate = new X509Certificate(own);
  const digest = createHash(hash).update(infoBytes).digest();
  const named = attributeValue(attributes, OID.messageDigest);
  const signed = der(setOf(...attributes));
  const holds =
    content(named).equals(digest) &&
    verify(hash, signed, certificate.publicKey, content(fields[5]));
  if (!holds) return { fault: 'its time stamp was changed' };
  if (!certificates.every((each) => each === own || isAbove(each, certificates))) {
    return { fault: 'its time stamp carries a certificate that is not of its chain' };
  }
  return { time, authority: certificate.subject.replaceAll('\n', ', ') };
}

function hashOf(name: Asn1 | undefined): (typeof HASHES)[number][0] | null {
  return HASHES.find(([, known]) => sameOid(name, known))?.[0] ?? null;
}

function attributeValue(attributes: readonly Asn1[], name: Asn1): Asn1 | undefined {
  const found = attributes.find((each) => sameOid(members(each)[0], name));
  return members(members(found)[1])[0];
}

/** Whether the attributes name this certificate as the one that signed, by SHA-256 (RFC 5816) or SHA-1 (RFC 2634). */
function isNamed(attributes: readonly Asn1[], certificate: Buffer): boolean {
  const newer = members(members(attributeValue(attributes, OID.signingCertificateV2))[0])[0];
  if (newer !== undefined) {
    const parts = members(newer);
    // The hash stands first unless another algorithm than SHA-256 is named before it.
    const [first, second] = parts;
    const algorithm = hashOf(members(first)[0]);
    const hash = algorithm === null ? first : second;
    return createHash(algorithm ?? 'sha256')
      .update(certificate)
      .digest()
      .equals(content(hash));
  }
  const older = members(members(attributeValue(attributes, OID.signingCertificate))[0])[0];
  const hash = content(members(older)[0]);
  return createHash('sha1').update(certificate).digest().equals(hash);
}

/** Whether a certificate has issued another of the list. */
function isAbove(bytes: Buffer, certificates: readonly Buffer[]): boolean {
  const above = new X509Certificate(bytes);
  return certificates.some((each) => {
    if (each === bytes) return false;
    const one = new X509Certificate(each);
    return one.checkIssued(above) && one.verify(above.publicKey);
  });
}
