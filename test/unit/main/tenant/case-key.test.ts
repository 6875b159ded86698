import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  createEntrySealer,
  makeSealingPair,
  makeShareKeys,
  nextShareKeys,
  openName,
  openShareKeys,
  sealName,
  sealShareKeys,
} from '../../../../main/tenant/case-key.ts';

const caseId = randomUUID();

test('the key of a case opens for the member and the case that it was sealed for, and only whole', () => {
  const [ann, bob] = [makeSealingPair(), makeSealingPair()];
  const key = makeShareKeys();
  const sealed = sealShareKeys(key, ann.publicKey, caseId);
  expect(openShareKeys(sealed, ann, caseId)).toEqual(key);
  expect(openShareKeys(sealed, bob, caseId)).toBeNull();
  expect(openShareKeys(sealed, ann, randomUUID())).toBeNull();
  expect(sealShareKeys(key, ann.publicKey, caseId)).not.toBe(sealed);
  const bytes = Buffer.from(sealed, 'base64url');
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const other = Buffer.from(bytes);
      other[at] = (other[at] ?? 0) ^ change;
      expect(openShareKeys(other.toString('base64url'), ann, caseId)).toBeNull();
    }),
    { numRuns: 60, seed: 1 },
  );
});

test('what is no point of the curve takes no key, and opens none', () => {
  const ann = makeSealingPair();
  expect(() => sealShareKeys(makeShareKeys(), 'A'.repeat(87), caseId)).toThrow(RangeError);
  for (const bad of ['', 'AAAA', randomBytes(125).toString('base64url')]) {
    expect(openShareKeys(bad, ann, caseId)).toBeNull();
  }
});

test('an entry comes out as it went in; with one bit changed, or in the place of another, not at all', () => {
  const sealer = createEntrySealer(makeShareKeys(), caseId);
  const entryOf = (text: string, prev: string | null) => ({
    id: randomUUID(),
    body: Buffer.from(JSON.stringify({ text, prev })),
    hash: randomBytes(32),
    signature: randomBytes(64),
  });
  fc.assert(
    fc.property(fc.string(), fc.nat(), (text, at) => {
      const entry = entryOf(text, null);
      const sealed = sealer.seal(entry);
      expect(sealer.open(sealed)).toEqual({
        id: entry.id,
        body: entry.body,
        signature: entry.signature,
      });
      const bytes = Buffer.from(sealed.sealed, 'base64url');
      const byte = at % bytes.length;
      bytes[byte] = (bytes[byte] ?? 0) ^ 1;
      expect(sealer.open({ ...sealed, sealed: bytes.toString('base64url') })).toBeNull();
      expect(sealer.open({ ...sealed, id: randomUUID() })).toBeNull();
      expect(sealer.open({ ...sealed, generation: 2 })).toBeNull();
    }),
    { numRuns: 50, seed: 1 },
  );
});

test('digests join entries to a chain, the same each time, and differ under another key', () => {
  const key = makeShareKeys();
  const sealer = createEntrySealer(key, caseId);
  const hash = randomBytes(32);
  const body = (prev: string | null) => Buffer.from(JSON.stringify({ prev }));
  const base = { id: randomUUID(), signature: randomBytes(64) };
  const first = sealer.seal({ ...base, body: body(null), hash });
  const next = sealer.seal({
    ...base,
    body: body(hash.toString('base64url')),
    hash: randomBytes(32),
  });
  expect(next.before).toBe(first.digest);
  expect(sealer.seal({ ...base, body: body(null), hash }).digest).toBe(first.digest);
  const other = createEntrySealer(makeShareKeys(), caseId);
  expect(other.seal({ ...base, body: body(null), hash }).digest).not.toBe(first.digest);
  expect(openName(key, sealName(key, 'The till', caseId), caseId)).toBe('The till');
  expect(openName(makeShareKeys(), sealName(key, 'The till', caseId), caseId)).toBeNull();
});

test('after a change of the key old entries still open, new ones only for who has the new key, and the chain holds', () => {
  const first = makeShareKeys();
  const second = nextShareKeys(first);
  const [before, after] = [createEntrySealer(first, caseId), createEntrySealer(second, caseId)];
  const hash = randomBytes(32);
  const entry = (prev: string | null) => ({
    id: randomUUID(),
    signature: randomBytes(64),
    hash,
    body: Buffer.from(JSON.stringify({ prev })),
  });
  const [old, later] = [before.seal(entry(null)), after.seal(entry(hash.toString('base64url')))];
  expect([old.generation, later.generation]).toEqual([1, 2]);
  expect(after.open(old)).not.toBeNull();
  expect(after.open(later)).not.toBeNull();
  expect(before.open(later)).toBeNull();
  expect(before.open({ ...later, generation: 1 })).toBeNull();
  expect(later.before).toBe(old.digest);
});
