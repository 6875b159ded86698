import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { frameworkOf, stageOf } from '../../../../../main/reports/index.ts';
import { givenFor } from '../../reports/sample-answers.ts';
import { whatIsSaid, type Said } from './what-is-said.ts';

let folder = '';
const at = (name: string): string => join(folder, name);

const run = (...args: string[]): Promise<Said> =>
  whatIsSaid(...args, '--data', at('data'), '--passphrase-file', at('pass'));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'error-iq-report-'));
  writeFileSync(at('pass'), 'a long enough phrase for a test\n');
  const lines = Array.from(
    { length: 60 },
    (_, n) =>
      `2026-03-12T14:${String(n).padStart(2, '0')}:00Z ERROR payment ${n} refused: pool exhausted`,
  );
  writeFileSync(at('shop.log'), `${lines.join('\n')}\n`);
  const { code } = await run('analyze', at('shop.log'), '--case', at('shop.eiq'));
  expect(code).toBe(0);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('error-iq report', () => {
  test('drafts what nobody answered, names it, and keeps what the records do not show out', async () => {
    const args = ['report', at('shop.eiq'), '--framework', 'post-incident', '--draft'];
    const told = await run(...args, '--out', at('draft.md'), '--json');
    expect(told.code, told.err).toBe(0);
    const { drafted } = JSON.parse(told.out) as {
      drafted: { field: string; text: string | null; sentences: number; note: string | null }[];
    };
    const impact = drafted.find(({ field }) => field === 'impact');
    expect(impact?.text).toContain('60 records of level error or worse');
    expect(impact?.text).toMatch(/\[shop\.log:\d+/);
    expect(impact?.text).toContain('not reviewed by anybody');
    expect(readFileSync(at('draft.md'), 'utf8')).toContain('not reviewed by anybody');
    const lessons = drafted.find(({ field }) => field === 'went-well');
    expect(lessons).toMatchObject({ text: null, sentences: 0 });
    // Answers that somebody gave are left alone, and nothing of a draft is an answer of the case.
    writeFileSync(at('given.json'), JSON.stringify({ impact: 'Nobody noticed.' }));
    const plain = await run(...args, '--out', at('given.md'), '--answers', at('given.json'));
    expect(plain.err).not.toContain('impact: Impact');
    expect(plain.err).toMatch(/went-well: .*not drafted/);
    expect(readFileSync(at('given.md'), 'utf8')).toContain('Nobody noticed.');
  });

  test('a review needs no answer, and comes out the same twice', async () => {
    for (const name of ['a.json', 'b.json', 'a.md']) {
      const told = await run(
        'report',
        at('shop.eiq'),
        '--framework',
        'post-incident',
        '--out',
        at(name),
      );
      expect(told.code, told.err).toBe(0);
    }
    expect(readFileSync(at('a.json'))).toEqual(readFileSync(at('b.json')));
    expect(readFileSync(at('a.md'), 'utf8')).toContain('pool exhausted');
  });

  test('names every mandatory field that is missing, with its law, and writes nothing', async () => {
    const args = [
      'report',
      at('shop.eiq'),
      '--framework',
      'nis2',
      '--stage',
      'final',
      '--out',
      at('x.pdf'),
    ];
    const told = await run(...args, '--json');
    expect(told.code).toBe(3);
    expect(told.err).toContain('cause: Type of threat or root cause');
    expect(told.err).toContain('(Art. 23(4)(d)(ii))');
    expect(existsSync(at('x.pdf'))).toBe(false);
    const json = JSON.parse(told.out);
    expect(json).toMatchObject({ file: null, framework: 'nis2', stage: 'final' });
    expect(json.gaps).toContainEqual({
      field: 'measures',
      label: 'Applied and ongoing mitigation measures',
      law: 'Art. 23(4)(d)(iii)',
      kind: 'missing',
      expected: null,
    });
  });

  test('writes it when everything is answered or justified', async () => {
    const framework = frameworkOf('nis2');
    const stage = stageOf(framework, 'early-warning');
    const asked = framework.fields.filter((field) => field.stages[stage.id] !== undefined);
    const given: Record<string, unknown> = {};
    for (const field of asked) given[field.id] = givenFor(field);
    given['contact'] = { justified: 'The duty phone is being replaced.' };
    writeFileSync(at('answers.json'), JSON.stringify(given));
    const told = await run(
      'report',
      at('shop.eiq'),
      '--framework',
      'nis2',
      '--out',
      at('warning.html'),
      '--answers',
      at('answers.json'),
    );
    expect(told.code, told.err).toBe(0);
    expect(readFileSync(at('warning.html'), 'utf8')).toContain('The duty phone is being replaced.');
  });

  test('writes answers that contradict each other, and tells which do', async () => {
    const asked = frameworkOf('gdpr').fields.filter(
      (field) => field.stages['register'] !== undefined,
    );
    const given = Object.fromEntries(asked.map((field) => [field.id, givenFor(field)]));
    writeFileSync(at('every.json'), JSON.stringify({ ...given, notified: true }));
    const args = ['report', at('shop.eiq'), '--framework', 'gdpr', '--stage', 'register', '--json'];
    const told = await run(...args, '--answers', at('every.json'), '--out', at('register.json'));
    expect(told.code, told.err).toBe(0);
    expect(told.err).toContain('not-notified-reason: ');
    expect(JSON.parse(told.out)).toMatchObject({ gaps: [] });
    expect(told.out).toContain('no reason, as the authority is said to have been notified');
  });

  test('signs with a profile that is made on first use, and verify tells what is wrong', async () => {
    const signed = await run(
      'report',
      at('shop.eiq'),
      '--framework',
      'post-incident',
      '--out',
      at('signed.json'),
      '--sign',
    );
    expect(signed.code, signed.err).toBe(0);
    expect(signed.err).toContain('A profile for');
    const valid = await run('verify', at('signed.json'), '--json');
    expect(valid.code).toBe(0);
    expect(JSON.parse(valid.out)).toMatchObject({
      verdict: 'valid',
      signer: {
        statement: { framework: 'post-incident', journal: { entries: expect.any(Number) } },
      },
    });
    const text = readFileSync(at('signed.json'), 'utf8');
    writeFileSync(at('signed.json'), text.replace('pool exhausted', 'pool exhaustee'));
    const changed = await run('verify', at('signed.json'));
    expect(changed.code).toBe(1);
    expect(changed.out).toContain('NOT valid');
    expect(changed.out).toMatch(/changed: bytes \d+ to \d+/);
    expect(changed.out).toMatch(/changed: field (issues|templates)\[0\]/);
    expect((await run('verify', at('a.json'))).code).toBe(1);
  });

  test('lists frameworks, stages and fields', async () => {
    const { frameworks } = JSON.parse((await run('report', '--list', '--json')).out);
    expect(frameworks.map(({ id }: { id: string }) => id)).toContain('pci-dss');
    const text = (await run('report', '--list', '--framework', 'gdpr')).out;
    expect(text).toContain('mandatory');
    expect(text).toContain('Art. 33(3)(a)');
  });

  test('wrong usage is told as such', async () => {
    expect((await run('report', at('shop.eiq'))).code).toBe(2);
    expect(
      (await run('report', at('shop.eiq'), '--framework', 'sox', '--out', at('y.pdf'))).code,
    ).toBe(2);
    const unknown = await run(
      'report',
      at('shop.eiq'),
      '--framework',
      'gdpr',
      '--out',
      at('y.txt'),
    );
    expect(unknown.code).toBe(2);
    expect(unknown.err).toContain('End its name with one of');
  });
});
