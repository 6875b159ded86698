import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { KeyedTemplateRule } from '#shared/model/template-rule.ts';
import { NO_PROFILE_RULES, templateRuleKey } from '../../../../main/iq/index.ts';
import { openCase, type OpenCase } from '../../../../main/open-case.ts';
import {
  createTemplateDesk,
  createTemplateMemory,
  type TemplateMemory,
} from '../../../../main/templates/index.ts';
import { createVault } from '../../../../main/vault/index.ts';
import { rowsOf, testCase, testFolder } from '../case-in-folder.ts';

const LOG = [
  'user ann logged in',
  'user ben logged in',
  'user ben logged in',
  'login of carl',
  'disk 7 full',
  'disk 8 full',
].map((text, second) => `2026-03-01 10:00:0${second} INFO ${text}\n`);

function memoryInRam(): TemplateMemory {
  let rules: readonly KeyedTemplateRule[] = [];
  return {
    rules: () => rules,
    keep: (rule) => (rules = [...rules.filter(({ key }) => key !== rule.key), rule]),
    drop: (key) => (rules = rules.filter((rule) => rule.key !== key)),
  };
}

async function filled(open: OpenCase, folder: string): Promise<void> {
  const path = join(folder, 'app.log');
  writeFileSync(path, LOG.join(''));
  await open.read({ kind: 'paths', paths: [path] });
}

const texts = async (open: OpenCase): Promise<string[]> =>
  (await open.templates()).map(({ text, name }) => name ?? text).sort();

const idOf = async (open: OpenCase, text: string): Promise<number> =>
  (await open.templates()).find((one) => one.text === text)?.id ?? 0;

const BEFORE = ['disk <*> full', 'login of carl', 'user <*> logged in'];

test('templates are set right by hand, in the journal, and taken back; searches follow', async () => {
  const folder = testFolder();
  const { open, key } = await testCase(folder);
  await filled(open, folder);
  const desk = createTemplateDesk(open, null);
  expect(await texts(open)).toEqual(BEFORE);

  const users = await idOf(open, 'user <*> logged in');
  await desk.merge([users, await idOf(open, 'login of carl')], false);
  expect(await texts(open)).toHaveLength(2);
  const merged = (await open.templates()).find(({ rules }) => rules.length > 0);
  expect(merged?.count).toBe(4);
  expect(await rowsOf(open, `template:${merged?.id}`)).toHaveLength(4);
  const [correction] = await desk.corrections();
  expect(correction?.sentence).toBe(
    'Merged by hand: “user <*> logged in” and “login of carl” are one.',
  );
  await desk.takeBack(correction?.key ?? '');
  expect(await texts(open)).toEqual(BEFORE);

  await desk.pin(users, 0, null, false);
  expect(await texts(open)).toContain('user ben logged in');
  const [entry] = await open.journalList(null, 1);
  expect(entry?.kind).toBe('templateRule.changed');
  await open.undo(entry?.id ?? '');
  expect(await texts(open)).toEqual(BEFORE);

  const { lines } = await desk.explained(users);
  const ben = lines.find(({ text }) => text.includes('ben'))?.skeletonId ?? 0;
  await desk.split(users, [ben], false);
  expect(await texts(open)).toContain('user ann logged in');
  await desk.rename(await idOf(open, 'disk <*> full'), 'Full disks', false);
  await desk.rename(await idOf(open, 'disk <*> full'), 'Disks that ran full', false);
  expect(await texts(open)).toContain('Disks that ran full');
  expect(await texts(open)).not.toContain('Full disks');

  const disk = await idOf(open, 'disk <*> full');
  const refused = (work: Promise<unknown>, code: string): Promise<void> =>
    expect(work).rejects.toMatchObject({ code });
  await refused(desk.pin(disk, 1, null, false), 'SLOT_GONE');
  await refused(desk.pin(disk, 0, [''], false), 'SLOT_SAME');
  await refused(desk.merge([disk], false), 'MERGE_NEEDS_TWO');
  await refused(desk.split(disk, [1, 2, 3], false), 'PART_GONE');
  await refused(desk.pin(99_999, 0, null, false), 'TEMPLATE_GONE');

  // The state is what the entries say, byte for byte, and comes back with the case.
  expect((await open.journalVerify()).broken).toBeNull();
  const kept = await texts(open);
  await open.close();
  const again = await openCase({ path: open.path, key, signer: null, created: null }, () => {});
  onTestFinished(() => again.close());
  expect(await texts(again)).toEqual(kept);
  await createTemplateDesk(again, null).rename(await idOf(again, 'disk <*> full'), '', false);
  expect(await texts(again)).toContain('disk <*> full');

  // A sample of what stands in slots takes no record twice.
  const path = join(folder, 'many.log');
  const sold = Array.from({ length: 53 }, (_, i) => `2026-03-01 10:00:00 INFO item i${i} sold\n`);
  writeFileSync(path, sold.join(''));
  await again.read({ kind: 'paths', paths: [path] });
  const search = { query: 'source:many.log', fromUs: null, toUs: null };
  const { viewId } = await again.store.search(search, new AbortController().signal, () => {});
  for (const wanted of [7, 40, 2000]) {
    const messages = await again.store.messages(viewId, wanted);
    expect(new Set(messages).size).toBe(messages.length);
    expect(messages.length).toBeLessThanOrEqual(wanted);
    expect(messages.length).toBeGreaterThan(Math.min(wanted, 53) * 0.7);
  }
});

test('what was set right is set right in the next case too, until it is taken back there', async () => {
  const memory = memoryInRam();
  const pattern = ['user ', null, ' logged in'];
  const rule = { kind: 'pin' as const, pattern, slot: 0, values: ['ben'] };
  memory.keep({ key: templateRuleKey(rule), rule });
  const next = testFolder();
  const { open: empty, key } = await testCase(next);
  await empty.close();
  const later = await openCase(
    { path: empty.path, key, signer: null, created: null },
    () => {},
    undefined,
    () => Promise.resolve({ ...NO_PROFILE_RULES, templates: memory.rules() }),
  );
  onTestFinished(() => later.close());
  await filled(later, next);
  expect(await texts(later)).toEqual([
    'disk <*> full',
    'login of carl',
    'user ann logged in',
    'user ben logged in',
  ]);
  const desk = createTemplateDesk(later, memory);
  const [correction] = await desk.corrections();
  expect(correction).toMatchObject({ kind: 'pin', where: 'profile', remembered: true });
  await desk.takeBack(correction?.key ?? '');
  expect(await texts(later)).toEqual(BEFORE);
  expect(memory.rules()).toEqual([]);
  const users = await idOf(later, 'user <*> logged in');
  await desk.pin(users, 0, ['ben'], true);
  expect(memory.rules()).toEqual([{ key: correction?.key, rule }]);
  await desk.rename(users, 'D', false);
  expect(memory.rules()).toHaveLength(1);
});

test('what later cases are told stands sealed beside the vault', async () => {
  const folder = testFolder();
  const vault = createVault({ dataFolder: folder, keychain: null });
  await vault.create({ name: 'Dana', passphrase: 'quiet harbour violet tram 41', keychain: false });
  const memory = createTemplateMemory(vault);
  const rule = { kind: 'rename' as const, pattern: ['a secret word'], name: 'b' };
  memory.keep({ key: 'k', rule });
  memory.keep({ key: 'l', rule });
  memory.keep({ key: 'k', rule: { ...rule, name: 'c' } });
  expect(memory.rules().map(({ key }) => key)).toEqual(['l', 'k']);
  memory.drop('l');
  expect(createTemplateMemory(vault).rules()).toEqual([{ key: 'k', rule: { ...rule, name: 'c' } }]);
  vault.lock();
  expect(memory.rules()).toEqual([]);
});

test('a slot that skeletons leave open is pinned by the values in it, in records that are there, that come, and in the next case', async () => {
  const folder = testFolder();
  const { open } = await testCase(folder);
  await filled(open, folder);
  const memory = memoryInRam();
  const desk = createTemplateDesk(open, memory);
  await desk.pin(await idOf(open, 'disk <*> full'), 0, ['7'], true);
  expect(await texts(open)).toEqual([
    'disk 7 full',
    'disk <*> full',
    'login of carl',
    'user <*> logged in',
  ]);
  const seven = await idOf(open, 'disk 7 full');
  expect((await rowsOf(open, `template:${seven}`)).map(({ message }) => message)).toEqual([
    'disk 7 full',
  ]);
  expect(await rowsOf(open, '"disk 7"')).toHaveLength(1);
  expect(await rowsOf(open, '"disk 8" AND NOT 7')).toHaveLength(1);

  const more = join(folder, 'more.log');
  const logged = ['disk 7 full', 'disk 9 full'].map((text) => `2026-03-01 11:00:00 INFO ${text}\n`);
  writeFileSync(more, logged.join(''));
  await open.read({ kind: 'paths', paths: [more] });
  expect(await rowsOf(open, `template:${seven}`)).toHaveLength(2);

  // The next case reads so from the first line on.
  const other = testFolder();
  const next = await testCase(other, 'UTC', [], { ...NO_PROFILE_RULES, templates: memory.rules() });
  await filled(next.open, other);
  expect(await texts(next.open)).toContain('disk 7 full');

  const [correction] = await desk.corrections();
  await desk.takeBack(correction?.key ?? '');
  expect(await texts(open)).toEqual(BEFORE);

  await desk.pin(await idOf(open, 'disk <*> full'), 0, null, false);
  expect((await texts(open)).filter((text) => text.startsWith('disk'))).toEqual([
    'disk 7 full',
    'disk 8 full',
    'disk 9 full',
  ]);
});

test('what stands in the slots is told of a sample of the records, and nothing of what is gone', async () => {
  const folder = testFolder();
  const { open } = await testCase(folder);
  await filled(open, folder);
  const desk = createTemplateDesk(open, null);
  const { looked, slots } = await desk.slots(await idOf(open, 'user <*> logged in'));
  expect(looked).toBe(3);
  expect(slots).toEqual([
    {
      kind: 'user',
      distinct: 2,
      values: [
        { value: 'ben', count: 2 },
        { value: 'ann', count: 1 },
      ],
      spread: null,
    },
  ]);
  await expect(desk.slots(999)).rejects.toMatchObject({ code: 'TEMPLATE_GONE' });
});
