import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createFinder,
  createMasking,
  createTextMasker,
  loadNameLists,
  maskingKey,
} from '../../../../main/privacy/index.ts';
import { CLEAN, PLANTED } from './planted.ts';

const find = createFinder(await loadNameLists());
const KEY = maskingKey(new Uint8Array(32).fill(7));

function inMemory() {
  const kept = new Map<string, string>();
  const masking = createMasking(() => Promise.resolve(createTextMasker(KEY, find)), {
    keep: (pseudonyms) => {
      for (const { pseudonym, original } of pseudonyms) kept.set(pseudonym, original);
      return Promise.resolve();
    },
    find: (wanted) =>
      Promise.resolve(
        new Map(wanted.flatMap((name) => (kept.has(name) ? [[name, kept.get(name) ?? '']] : []))),
      ),
  });
  return { masking, kept };
}

describe('masking', () => {
  test('leaves no planted value', async () => {
    const { masking } = inMemory();
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.constantFrom(...PLANTED),
            fc.constantFrom(...CLEAN.map((line) => ({ line, value: null }))),
          ),
          { minLength: 1, maxLength: 8 },
        ),
        async (lines) => {
          const text = lines.map(({ line }) => line).join('\n');
          const masked = await masking.mask(text);
          for (const { value } of lines) if (value !== null) expect(masked).not.toContain(value);
        },
      ),
      { seed: 3, numRuns: 200 },
    );
  });

  test.each([
    '“%”',
    '‘%’',
    '„%“',
    '«%»',
    '「%」',
    '(%)',
    '[%]',
    '<%>',
    '→%←',
    '😀%😀',
    '%…',
    '—%—',
  ])('finds what stands in %s', async (marks) => {
    const { masking } = inMemory();
    const plain = PLANTED.filter(({ line }) => line.startsWith('value '));
    const values = ['dana.walker@shop.example', '203.0.113.77', ...plain.map(({ value }) => value)];
    for (const value of values) {
      const masked = await masking.mask(`It says ${marks.replace('%', () => value)} there.`);
      expect(masked).not.toContain(value);
    }
  });

  test('turns back to the same text', async () => {
    for (const { line } of PLANTED) {
      const { masking } = inMemory();
      expect(await masking.unmask(await masking.mask(line))).toBe(line);
    }
  });

  test('gives the same thing the same pseudonym, however it is written, and says what it is', async () => {
    const { masking } = inMemory();
    const masked = await masking.mask(
      'from Grace@Example.org to grace@example.ORG, card 4111 1111 1111 1111 or 4111111111111111',
    );
    const [first, second] = masked.match(/user-[a-z]{12}@masked\.example/g) ?? [];
    expect(first).toBeDefined();
    expect(second).toBe(first);
    const cards = masked.match(/card-[a-z]{12}/g) ?? [];
    expect(cards).toHaveLength(2);
    expect(new Set(cards).size).toBe(1);
  });

  test('masks what is masked no further, and leaves clean lines as they are', async () => {
    const { masking } = inMemory();
    const masked = await masking.mask(PLANTED.map(({ line }) => line).join('\n'));
    expect(await masking.mask(masked)).toBe(masked);
    for (const line of CLEAN) expect(await masking.mask(line)).toBe(line);
  });

  test('depends on the key of the case, which a guess cannot be tested without', () => {
    const other = createTextMasker(maskingKey(new Uint8Array(32).fill(8)), find);
    const line = 'mail from grace@example.org';
    expect(other.mask(line)).not.toBe(createTextMasker(KEY, find).mask(line));
  });

  test('masks values by the names of their fields, and keeps their shape', async () => {
    const { masking } = inMemory();
    const value = {
      user: { email: 'grace@example.org', password: 'x"y\\z', phone: 4155550132 },
      tags: ['ok', 'call +49 30 901820'],
      count: 3,
      'grace@example.org': null,
    };
    const masked = await masking.maskValue(value);
    const text = JSON.stringify(masked);
    for (const leak of ['grace', 'x\\"y', '4155550132', '901820']) expect(text).not.toContain(leak);
    expect(masked.count).toBe(3);
    expect(masked.tags[0]).toBe('ok');
    expect(await masking.unmask(masked.user.email)).toBe('grace@example.org');
  });

  test('keeps lines of JSON readable when a number goes', async () => {
    const { masking } = inMemory();
    const masked = await masking.mask('{"phone": 4155550132, "ok": true}');
    expect(JSON.parse(masked)).toEqual({ phone: expect.stringMatching(/^phone-/), ok: true });
  });
});
