import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeSealingPair } from '../../../../main/tenant/case-key.ts';
import { openKnownKeys, safetyNumber } from '../../../../main/tenant/known-keys.ts';

const member = () => ({ memberId: randomUUID(), publicKey: makeSealingPair().publicKey });

test('two members see the same number, sixty digits; with another key or member it is another', () => {
  const [ann, bob] = [member(), member()];
  const number = safetyNumber(ann, bob);
  expect(number).toMatch(/^(\d{5} ){11}\d{5}$/);
  expect(safetyNumber(bob, ann)).toBe(number);
  expect(safetyNumber(ann, { ...bob, publicKey: makeSealingPair().publicKey })).not.toBe(number);
  expect(safetyNumber(ann, { ...bob, memberId: randomUUID() })).not.toBe(number);
});

test('a key that was compared is known for its team, and a change of it is noticed', () => {
  let text: string | null = null;
  const vault = {
    drawer: () => ({
      read: () => text,
      write: (written: string) => void (text = written),
      remove: () => void (text = null),
    }),
  };
  const known = openKnownKeys(vault, 'https://a.example/t/x');
  expect(known.standing('ann', 'key')).toBe('new');
  known.keep('ann', 'key');
  expect(known.standing('ann', 'key')).toBe('compared');
  expect(known.standing('ann', 'other')).toBe('changed');
  expect(openKnownKeys(vault, 'https://b.example/t/x').standing('ann', 'key')).toBe('new');
});
