import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openCase } from '../../../../main/open-case.ts';
import {
  createRuleDesk,
  createRuleLibrary,
  createRuleWatch,
} from '../../../../main/rules/index.ts';
import { rowsOf, testCase, testFolder } from '../case-in-folder.ts';

const SSH = `title: Refused logins
id: 11111111-1111-4111-8111-111111111111
description: Somebody guesses passwords
tags: [attack.t1110.001, attack.credential-access]
logsource: {category: application}
detection:
  keywords: ['Failed password']
  condition: keywords
level: medium
`;
const MANY = `title: Many refused logins
name: many
logsource: {category: application}
detection:
  keywords: ['Failed password']
  condition: keywords
---
title: Guessed
id: 22222222-2222-4222-8222-222222222222
correlation: {type: event_count, rules: [many], timespan: 1m, condition: {gte: 3}}
level: high
`;
const FILTER = `title: A filter
filter: {rules: [a], selection: {a: b}, condition: selection}
logsource: {category: application}
`;

const line = (second: number, text: string): string =>
  `2026-03-01 10:00:${String(second).padStart(2, '0')} INFO sshd: ${text}`;
const LOG = [
  line(1, 'Accepted password for ann'),
  line(2, 'Failed password for root'),
  line(3, 'Failed password for root'),
  line(4, 'session opened'),
  line(5, 'Failed password for admin'),
];

const never = (): AbortSignal => new AbortController().signal;

function packed() {
  const folder = testFolder();
  const pack = join(folder, 'pack');
  mkdirSync(join(pack, 'linux'), { recursive: true });
  writeFileSync(join(pack, 'linux/ssh.yml'), SSH);
  writeFileSync(join(pack, 'many.yml'), MANY);
  writeFileSync(join(pack, 'filter.yml'), FILTER);
  const library = createRuleLibrary(join(folder, 'rules'));
  const desk = createRuleDesk(library);
  onTestFinished(() => desk.close());
  return { folder, pack, library, desk };
}

async function opened() {
  const { folder, pack, library, desk } = packed();
  await library.add([pack]);
  const { open } = await testCase(folder);
  const log = join(folder, 'auth.log');
  writeFileSync(log, `${LOG.join('\n')}\n`);
  await open.read({ kind: 'paths', paths: [log] });
  return { desk, open, log };
}

test('a pack is taken into the profile, and what of it cannot be used is named with its line', async () => {
  const { pack, library, desk } = packed();
  expect(await library.add([pack])).toEqual([{ name: 'pack', files: 3 }]);
  const { rules, problems } = await desk.list();
  expect(rules.map(({ title }) => title).sort()).toEqual([
    'Guessed',
    'Many refused logins',
    'Refused logins',
  ]);
  expect(rules.map(({ file }) => library.packOf(file))).toEqual(['pack', 'pack', 'pack']);
  expect(problems.map(({ title, line: at, message }) => [title, at, message])).toEqual([
    ['A filter', 2, 'Sigma filters are not supported.'],
  ]);
  await library.remove('pack');
  expect((await desk.list()).rules).toEqual([]);
  await expect(library.remove('..')).rejects.toMatchObject({ code: 'RULES_GONE' });
});

test('a profile without rules starts no thread for them, and the last rule that is removed is forgotten by it', async () => {
  const threads = (): number =>
    process.getActiveResourcesInfo().filter((each) => each === 'MessagePort').length;
  const { pack, library, desk } = packed();
  const before = threads();
  expect(await desk.list()).toEqual({ rules: [], problems: [] });
  expect(threads()).toBe(before);
  await library.add([pack]);
  expect((await desk.list()).rules.length).toBe(3);
  expect(threads()).toBe(before + 1);
  await library.remove('pack');
  await expect(desk.text('many')).rejects.toMatchObject({ code: 'RULES_GONE' });
});

test('what rules find is found by a search, until records are read anew; a run that is cancelled changes nothing', async () => {
  const { desk, open, log } = await opened();
  expect(await rowsOf(open, 'detected:*')).toEqual([]);
  const seen: number[] = [];
  const pass = { signal: never(), progress: (done: number) => seen.push(done) };
  const { results, fresh } = await desk.run(open, pass);
  const { findings, records } = results;
  expect(fresh.map(({ rule, records: count }) => [rule.title, count])).toEqual([
    ['Refused logins', 3],
    ['Guessed', 1],
  ]);
  expect(records).toBe(5);
  expect(seen.at(-1)).toBeGreaterThan(0);
  expect(findings.map(({ rule, count }) => [rule.title, count])).toEqual([
    ['Refused logins', 3],
    ['Guessed', 1],
  ]);
  const ordinals = async (query: string): Promise<number[]> =>
    (await rowsOf(open, query)).map(({ ref }) => ref.ordinal);
  expect(await ordinals('detected:11111111-1111-4111-8111-111111111111')).toEqual([1, 2, 4]);
  expect(await ordinals('detected:* AND root')).toEqual([1, 2]);
  expect(await ordinals('NOT detected:*')).toEqual([0, 3]);
  expect(await ordinals('detected:nothing')).toEqual([]);
  expect((await desk.last(open))?.findings.length).toBe(2);

  const stop = new AbortController();
  stop.abort();
  await expect(desk.run(open, { signal: stop.signal })).rejects.toMatchObject({
    code: 'CANCELLED',
  });
  expect(await ordinals('detected:* AND root')).toEqual([1, 2]);

  const source = open.sources().find(({ path }) => path === log);
  await open.override(source?.id ?? 0, { format: 'generic', zone: null, encoding: null });
  expect(await desk.last(open)).toBeNull();
  expect(await ordinals('detected:*')).toEqual([]);
});

test('a rule is tried while it is written, with what is wrong at its line; a hit becomes a finding', async () => {
  const { desk, open } = await opened();
  const broken = await desk.check(SSH.replace('condition: keywords', 'condition: keyword'));
  expect(broken.rules).toEqual([]);
  expect(broken.problems).toMatchObject([{ line: 8 }]);
  const found = await desk.tryOut(open, SSH.replace('Failed password', 'opened'), never());
  expect(found.map(({ count, rule }) => [count, rule.file])).toEqual([[1, 'draft']]);
  // It may refer to rules that are loaded, whose own hits are not told.
  const counting = `title: Two
correlation: {type: event_count, rules: [many], timespan: 1m, condition: {gte: 2}}
`;
  const counted = await desk.tryOut(open, counting, never());
  expect(counted.map(({ rule, hits }) => [rule.title, hits.ordinals.length])).toEqual([['Two', 3]]);
  expect(await desk.last(open)).toBeNull();

  // What a rule of the profile found becomes a finding, with its techniques and the records.
  const key = '11111111-1111-4111-8111-111111111111';
  await expect(desk.keep(open, key)).rejects.toMatchObject({ code: 'RULE_NOT_RUN' });
  await desk.run(open, { signal: never() });
  await desk.keep(open, key);
  const [finding] = await open.findings();
  expect(finding).toMatchObject({
    title: 'Refused logins',
    techniques: ['T1110.001'],
    origin: { by: 'analysis', name: `rule ${key}` },
    time: { fromUs: Date.UTC(2026, 2, 1, 10, 0, 2) * 1000 },
  });
  expect(finding?.citations.map(({ line: at }) => at)).toEqual([2, 3, 5]);
  expect(finding?.text).toContain('Failed password');
});

test('own rules are kept beside packs, which are not changed', async () => {
  const { pack, library, desk } = packed();
  await library.add([pack]);
  const file = await library.save(null, 'My  rule/..', SSH.replace('1111-4111', '3333-4111'));
  expect(file).toBe(join(library.folder, 'own/my_rule-...yml'));
  expect((await desk.list()).rules.map(({ file: of }) => library.packOf(of))).toContain('own');
  const of = (await desk.list()).rules.find(({ title }) => title === 'Guessed')?.file ?? '';
  await expect(library.save(of, 'x', SSH)).rejects.toMatchObject({ code: 'RULE_NOT_OWN' });
  await expect(library.delete(of)).rejects.toMatchObject({ code: 'RULE_NOT_OWN' });
  await library.delete(file);
  expect((await library.packs()).map(({ name }) => name)).toEqual(['pack']);
});

test('a pack that is switched off is not used until it is switched on again', async () => {
  const { pack, library, desk } = packed();
  await library.add([pack]);
  await library.use('pack', false);
  expect((await desk.list()).rules).toEqual([]);
  expect(await library.packs()).toEqual([{ name: 'pack', files: 3, on: false }]);
  await library.use('pack', true);
  expect((await desk.list()).rules.length).toBe(3);
  await expect(library.use('none', true)).rejects.toMatchObject({ code: 'RULES_GONE' });
});

test('rules run by themselves over what is read and what a file grows by, ask each record once, and what they found is there when the case is opened again', async () => {
  const { folder, pack, library, desk } = packed();
  await library.add([pack]);
  const { open, key } = await testCase(folder);
  const told: string[][] = [];
  let wake = (): void => {};
  const watch = createRuleWatch({
    desk,
    library,
    current: () => open,
    found(fresh) {
      told.push(fresh.map(({ rule, records }) => `${rule.title} ${records}`));
      wake();
    },
    onFailure: (error) => told.push([String(error)]),
  });
  onTestFinished(() => watch.close());
  const next = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
      watch.stir();
    });
  const log = join(folder, 'auth.log');
  writeFileSync(log, `${LOG.join('\n')}\n`);
  await open.read({ kind: 'paths', paths: [log] });
  await next();
  const other = join(folder, 'other.log');
  writeFileSync(other, `${line(7, 'Failed password for eve')}\n`);
  await open.read({ kind: 'paths', paths: [other] });
  await next();
  expect(told).toEqual([['Refused logins 3', 'Guessed 1'], ['Refused logins 1']]);
  expect((await desk.last(open))?.records).toBe(6);
  expect((await rowsOf(open, 'detected:*')).map(({ ref }) => ref.ordinal)).toEqual([1, 2, 4, 0]);

  await open.close();
  const again = await openCase({ path: open.path, key, signer: null, created: null }, () => {});
  onTestFinished(() => again.close());
  const kept = await desk.last(again);
  expect(kept?.findings.map(({ rule, count }) => [rule.title, count])).toEqual([
    ['Refused logins', 4],
    ['Guessed', 1],
  ]);
  expect(await desk.isUpToDate(again)).toBe(true);
  expect((await rowsOf(again, 'detected:*')).length).toBe(4);
  await library.use('pack', false);
  expect(await desk.isUpToDate(again)).toBe(false);
  // What a value that was erased stood in is not kept either.
  await again.removeSource(again.sources().find(({ path }) => path === other)?.id ?? 0);
  expect(await desk.last(again)).toBeNull();
});
