import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import forge from 'node-forge';
import { Failure } from '#shared/model/failure.ts';
import { der } from './der.ts';

/** Who signs files: a private key and its certificate with those above it, DER. */
export interface SigningIdentity {
  readonly privateKey: KeyObject;
  /** Its own first. */
  readonly chain: readonly [Buffer, ...Buffer[]];
}

/** An identity as the vault keeps it: PKCS #8 and certificates, DER. */
export interface StoredIdentity {
  readonly pkcs8: Buffer;
  readonly chain: readonly Buffer[];
}

const RSA_BITS = 3072;
/** Fewer are not accepted any more (NIST SP 800-131A, BSI TR-02102). */
const LEAST_RSA_BITS = 2048;
const YEARS = 10;

/**
 * A new key with a certificate that it signs itself (X.509, RFC 5280): RSA, which every reader of PDF checks. The
 * certificate names the profile's journal key, so that both are known to be the same person's. Takes about a second.
 */
export function makeIdentity(
  name: string,
  journalKey: string,
  now: Date,
  random: (bytes: number) => Buffer = randomBytes,
): StoredIdentity {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: RSA_BITS });
  const pem = { format: 'pem', type: 'pkcs8' } as const;
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(
    publicKey.export({ format: 'pem', type: 'spki' }).toString(),
  );
  // RFC 5280, 4.1.2.2: positive, at most 20 octets; and none of the first bytes zero, which no reader takes (X.690, 8.3.2).
  const serial = random(16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  certificate.serialNumber = serial.toString('hex');
  certificate.validity.notBefore = now;
  const end = new Date(now);
  end.setUTCFullYear(end.getUTCFullYear() + YEARS);
  certificate.validity.notAfter = end;
  const subject = [
    { name: 'commonName', value: name, valueTagClass: forge.asn1.Type.UTF8 },
    {
      name: 'organizationalUnitName',
      value: 'Auterity Error-IQ profile',
      valueTagClass: forge.asn1.Type.UTF8,
    },
  ] as unknown as forge.pki.CertificateField[];
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, nonRepudiation: true, critical: true },
    { name: 'subjectKeyIdentifier' },
    {
      name: 'subjectAltName',
      altNames: [{ type: 6, value: `urn:error-iq:journal-key:${journalKey}` }],
    },
  ]);
  const key = forge.pki.privateKeyFromPem(privateKey.export(pem).toString());
  certificate.sign(key, forge.md.sha256.create());
  return {
    pkcs8: privateKey.export({ format: 'der', type: 'pkcs8' }),
    chain: [der(forge.pki.certificateToAsn1(certificate))],
  };
}

/** Whether the certificate of what is kept is one. */
export function isReadable({ chain: [own = Buffer.alloc(0)] }: StoredIdentity): boolean {
  try {
    return new X509Certificate(own).subject !== '';
  } catch {
    return false;
  }
}

/** An identity from what is kept of it. */
export function loadIdentity({ pkcs8, chain: [own, ...above] }: StoredIdentity): SigningIdentity {
  if (own === undefined) throw new Error('an identity has a certificate');
  return {
    privateKey: createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }),
    chain: [own, ...above],
  };
}

/**
 * An identity from a PKCS #12 file (RFC 7292): its RSA or EC P-256 key and certificates. Throws
 * PKCS12_PASSPHRASE_WRONG, PKCS12_UNUSABLE.
 */
export function importPkcs12(file: Uint8Array, passphrase: string): StoredIdentity {
  const { keys, certificates } = bagsOf(file, passphrase);
  const [key] = keys;
  const own = certificates.find((bytes) => key !== undefined && belongs(bytes, key));
  if (key === undefined || own === undefined) {
    throw unusable('holds no private key together with its certificate');
  }
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type !== 'rsa' && !(type === 'ec' && details?.namedCurve === 'prime256v1')) {
    throw unusable('has a key of another kind than RSA or EC P-256');
  }
  if (type === 'rsa' && (details?.modulusLength ?? 0) < LEAST_RSA_BITS) {
    throw unusable(`has an RSA key of fewer than ${LEAST_RSA_BITS} bits, which nobody may rely on`);
  }
  return {
    pkcs8: key.export({ format: 'der', type: 'pkcs8' }),
    chain: chainOf(own, certificates),
  };
}

function bagsOf(
  file: Uint8Array,
  passphrase: string,
): { keys: KeyObject[]; certificates: Buffer[] } {
  let pfx: forge.pkcs12.Pkcs12Pfx;
  try {
    const asn1 = forge.asn1.fromDer(Buffer.from(file).toString('latin1'));
    pfx = forge.pkcs12.pkcs12FromAsn1(asn1, false, passphrase);
  } catch (cause) {
    const wrong = cause instanceof Error && /MAC|password|decrypt/i.test(cause.message);
    throw wrong
      ? new Failure(
          'PKCS12_PASSPHRASE_WRONG',
          'This passphrase does not open the file. Nothing was changed.',
        )
      : unusable('is not a PKCS #12 file');
  }
  const { keyBag = '', pkcs8ShroudedKeyBag = '', certBag = '' } = forge.pki.oids;
  const bags = (type: string): forge.pkcs12.Bag[] => pfx.getBags({ bagType: type })[type] ?? [];
  const keys = [...bags(keyBag), ...bags(pkcs8ShroudedKeyBag)].flatMap((bag) => {
    const info =
      bag.key == null ? bag.asn1 : forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(bag.key));
    return info == null ? [] : [createPrivateKey({ key: der(info), format: 'der', type: 'pkcs8' })];
  });
  const certificates = bags(certBag).flatMap((bag) => {
    const asn1 = bag.cert == null ? bag.asn1 : forge.pki.certificateToAsn1(bag.cert);
    return asn1 == null ? [] : [der(asn1)];
  });
  return { keys, certificates };
}

function belongs(certificate: Buffer, key: KeyObject): boolean {
  const spki = { format: 'der', type: 'spki' } as const;
  const its = new X509Certificate(certificate).publicKey.export(spki);
  return its.equals(createPublicKey(key).export(spki));
}

/** A certificate and those above it, each issued by the next, as far as they are there. */
function chainOf(own: Buffer, certificates: readonly Buffer[]): Buffer[] {
  const chain = [own];
  for (let top = new X509Certificate(own); chain.length <= certificates.length;) {
    const above = certificates.find((bytes) => {
      const one = new X509Certificate(bytes);
      return (
        !chain.some((known) => known.equals(bytes)) &&
        top.checkIssued(one) &&
        top.verify(one.publicKey)
      );
    });
    if (above === undefined) break;
    chain.push(above);
    top = new X509Certificate(above);
  }
  return chain;
}

/** SHA-256 of a certificate, hex: by which it is known. */
export function fingerprint(certificate: Uint8Array): string {
  return createHash('sha256').update(certificate).digest('hex');
}

function unusable(why: string): Failure {
  return new Failure('PKCS12_UNUSABLE', `The file ${why}. Nothing was changed; choose another.`);
}
