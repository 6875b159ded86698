import fc from 'fast-check';
import { expect, test } from 'vitest';
import { citationKey, parseCitationKey } from '#shared/model/record-citation.ts';

test('a citation is found again by its name, and by nothing else', () => {
  const hash = fc
    .array(fc.constantFrom('0', '1', '7', '9', 'a', 'c', 'f'), { minLength: 64, maxLength: 64 })
    .map((digits) => digits.join(''));
  fc.assert(
    fc.property(fc.uuid(), fc.integer({ min: 1 }), fc.integer({ min: 1 }), hash, (...parts) => {
      const [source, line, lines, text] = parts;
      const citation = { source, line, lines, hash: text };
      expect(parseCitationKey(citationKey({ ...citation, sha256: null }))).toEqual(citation);
    }),
  );
  expect(parseCitationKey('device/3:1:1:' + 'a'.repeat(64))?.source).toBe('device/3');
  for (const wrong of ['', 'a:1:1:', `a:x:1:${'a'.repeat(64)}`, `a:1:1:${'g'.repeat(64)}`]) {
    expect(parseCitationKey(wrong)).toBeNull();
  }
});
