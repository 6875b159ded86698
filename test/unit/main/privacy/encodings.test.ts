import { expect, test } from 'vitest';
import { createFinder, createTextMasker } from '../../../../main/privacy/index.ts';
import { PLANTED } from '../assistant/planted.ts';
import { ENCODINGS } from './encodings.ts';

const find = createFinder(null);
const { mask } = createTextMasker(new Uint8Array(32).fill(7), find);

test.each(Object.keys(ENCODINGS))('what is planted is masked when it is written as %s', (name) => {
  for (const [kind, value] of Object.entries(PLANTED)) {
    const shown =
      kind === 'password' ? `password=${value}` : kind === 'jwt' ? `Bearer ${value}` : value;
    const written = ENCODINGS[name]?.(shown) ?? '';
    const line = `upload of ${written} failed`;
    const masked = mask(line);
    expect(masked, `${kind}: ${line}`).not.toContain(written);
    expect(masked).toMatch(/^upload of .*failed$/s);
    expect(mask(masked)).toBe(masked);
  }
});

test('what only looks like bytes, and holds nothing of anybody, is left alone', () => {
  for (const line of [
    'mac 00:1a:2b:3c:4d:5e up, 12:34:56 left, route 1-2-3-4',
    'status=404 bytes=2048 year=2026 a=40 b=20',
    'took [12, 15, 9, 11, 14, 10, 13, 16, 12, 11] ms',
    'checksum 6d 79 20 66 72 69 65 6e 64 73 20 61 72 65 20 6d 61 6e 79',
    'at com.shop.Mail.send(Mail.java:42) <b>bold</b> [at] noon',
    '2026-03-12T14:07:00.123456789+0200 INFO done',
  ])
    expect(find(line), line).toEqual([]);
});
