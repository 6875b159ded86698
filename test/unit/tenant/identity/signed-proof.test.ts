import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { EmbeddedJWK, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { createProofReader } from '../../../../tenant/identity/signed-proof.ts';

const ed = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519');
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const wide = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const jwkOf = (key: KeyObject) => key.export({ format: 'jwk' });

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const NOW = 1_800_000_000;
const SAYS = { jti: 'one', htm: 'GET', htu: 'https://x/', iat: NOW };

/** How one is signed: by which key, and as what. */
type Sign = (data: Buffer) => Buffer;
const byEd: Sign = (data) => sign(null, data, ed.privateKey);
const byEc =
  (dsaEncoding: 'ieee-p1363' | 'der', digest = 'sha256'): Sign =>
  (data) =>
    sign(digest, data, { key: ec.privateKey, dsaEncoding });

function proof(
  head: object,
  { says = SAYS, by = byEd }: { says?: unknown; by?: Sign } = {},
): string {
  const signed = `${part({ typ: 'dpop+jwt', ...head })}.${part(says)}`;
  return `${signed}.${by(Buffer.from(signed)).toString('base64url')}`;
}

const ED = { alg: 'EdDSA', jwk: jwkOf(ed.publicKey) };
const EC = { alg: 'ES256', jwk: jwkOf(ec.publicKey) };
const good = proof(ED);
const [head = '', body = '', signature = ''] = good.split('.');
const flipped = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;

const PROOFS: Readonly<Record<string, [proof: string, isGood: boolean]>> = {
  'of Ed25519': [good, true],
  'of Ed25519 by its later name': [proof({ ...ED, alg: 'Ed25519' }), true],
  'of ES256': [proof(EC, { by: byEc('ieee-p1363') }), true],
  'with the whole name of its type': [proof({ ...ED, typ: 'application/dpop+jwt' }), true],
  'with a header that nobody must understand': [proof({ ...ED, kid: 'x' }), true],
  'that is good until later': [proof(ED, { says: { ...SAYS, exp: NOW + 1, nbf: NOW } }), true],
  'of ES256 in the wrong encoding': [proof(EC, { by: byEc('der') }), false],
  'of ES256 by another digest': [proof(EC, { by: byEc('ieee-p1363', 'sha512') }), false],
  'by another key than it carries': [proof({ ...ED, jwk: jwkOf(other.publicKey) }), false],
  'by a key of another algorithm': [proof({ ...ED, alg: 'ES256' }), false],
  'by a key of another curve': [
    proof({ alg: 'ES256', jwk: jwkOf(wide.publicKey) }, { by: byEc('ieee-p1363') }),
    false,
  ],
  'that carries a private key': [proof({ ...ED, jwk: jwkOf(ed.privateKey) }), false],
  'that carries no key': [proof({ alg: 'EdDSA' }), false],
  'of no algorithm': [proof({ ...ED, alg: 'none' }, { by: () => Buffer.alloc(0) }), false],
  'of an algorithm with a secret, which is the public key': [
    proof(
      { ...ED, alg: 'HS256' },
      {
        by: (data) =>
          createHmac('sha256', ed.publicKey.export({ type: 'spki', format: 'der' }))
            .update(data)
            .digest(),
      },
    ),
    false,
  ],
  'of an algorithm that objects have': [proof({ ...ED, alg: 'toString' }), false],
  'with a header that must be understood': [proof({ ...ED, crit: ['new'], new: 1 }), false],
  'with a payload that is not encoded': [proof({ ...ED, crit: ['b64'], b64: false }), false],
  'of another type': [proof({ ...ED, typ: 'at+jwt' }), false],
  'whose time is over': [proof(ED, { says: { ...SAYS, exp: NOW } }), false],
  'whose time is not yet': [proof(ED, { says: { ...SAYS, nbf: NOW + 1 } }), false],
  'whose end is no time': [proof(ED, { says: { ...SAYS, exp: 'never' } }), false],
  'that says a list': [proof(ED, { says: [SAYS] }), false],
  'that says nothing': [proof(ED, { says: null }), false],
  'with another payload': [`${head}.${part({ ...SAYS, htm: 'POST' })}.${signature}`, false],
  'with another signature': [`${head}.${body}.${flipped}`, false],
  'without a signature': [`${head}.${body}.`, false],
  'with a part more': [`${good}.${signature}`, false],
  'with a sign too many': [`${good}=`, false],
  'that is nothing': ['', false],
};

test.each(Object.entries(PROOFS))('a proof %s', async (_what, [text, isGood]) => {
  const read = await createProofReader(() => NOW * 1000).read(text);
  expect(read !== null).toBe(isGood);
  // As the library judges it.
  const judged = await jwtVerify(text, EmbeddedJWK, {
    algorithms: ['ES256', 'EdDSA', 'Ed25519'],
    typ: 'dpop+jwt',
    currentDate: new Date(NOW * 1000),
  }).catch(() => null);
  if (isGood) expect(read?.says).toEqual(judged?.payload);
  else expect(judged).toBeNull();
});

test('a key that is known vouches for no other signature', async () => {
  const reader = createProofReader(() => NOW * 1000);
  expect(await reader.read(good)).not.toBeNull();
  expect(await reader.read(`${head}.${body}.${flipped}`)).toBeNull();
  expect(await reader.read(proof({ ...ED, alg: 'ES256' }))).toBeNull();
});
