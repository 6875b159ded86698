import { expect, test } from 'vitest';
import { mineTemplates } from '../../../../main/iq/index.ts';
import type { SkeletonStats } from '../../../../shared/model/template.ts';
import { row } from './skeleton-rows.ts';

const known = (
  id: number,
  text: string,
  count: number,
  ...slots: (string | null)[]
): SkeletonStats => ({ ...row(id, text, { count }), slots });

const textsOf = (...rows: SkeletonStats[]): string[] =>
  mineTemplates(rows).templates.map(({ text }) => text);

test.each([
  ['a name that never varied', 'port # #', 20, [null, 'ssh2'], 'port <*> ssh2'],
  ['the same, seen too seldom', 'port # #', 5, [null, 'ssh2'], 'port <*> <*>'],
  ['the name of a field, seen once', 'dump #=# end', 1, ['r24', null], 'dump r24=<*> end'],
  ['a name that a key has', 'proto=# open', 50, ['SOCKS5'], 'proto=<*> open'],
  ['the same, in many', 'proto=# open', 100, ['SOCKS5'], 'proto=SOCKS5 open'],
  ['what may be an id', 'card # is up', 50, ['r2417'], 'card <*> is up'],
  ['a number', 'login uid=# failed', 900, ['0'], 'login uid=<*> failed'],
  ['the same, in very many', 'login uid=# failed', 1000, ['0'], 'login uid=0 failed'],
  ['a time', 'restart at # done', 90_000, ['10:00:01'], 'restart at <*> done'],
  ['an address', 'peer # lost', 90_000, ['10.0.0.7'], 'peer <*> lost'],
  ['an address by name', 'mail of # held', 90_000, ['ann7@shop.example'], 'mail of <*> held'],
  ['an id', 'job # done', 90_000, ['0f8fad5b-d9cb-469f-a165-70867728950e'], 'job <*> done'],
  ['a long number', 'job # done', 90_000, ['171455760'], 'job <*> done'],
])('%s', (_, text, count, slots, shown) => {
  expect(textsOf(known(1, text, count, ...slots))).toEqual([shown]);
});

test('skeletons that are one template show what is the same in all of them', () => {
  const ann = known(1, 'session closed for user ann over # port #', 30, 'ssh2', null);
  const ben = known(2, 'session closed for user ben over # port #', 30, 'ssh2', null);
  expect(textsOf(ann, ben)).toEqual(['session closed for user <*> over ssh2 port <*>']);
  expect(textsOf(ann, { ...ben, slots: ['ssh1', null] })).toEqual([
    'session closed for user <*> over <*> port <*>',
  ]);
  const { slots: _, ...unknown } = ben;
  expect(textsOf(ann, unknown)).toEqual(['session closed for user <*> over <*> port <*>']);
});

test('a template keeps its number, its slots and the rules about it when a slot begins to vary', () => {
  const of = (value: string | null) => known(3, 'port # #', 5000, null, value);
  const rename = {
    key: 'k',
    rule: { kind: 'rename' as const, pattern: ['port ', null, ' ', null], name: 'Login' },
  };
  const [fixed] = mineTemplates([of('ssh2')], [rename]).templates;
  const [open] = mineTemplates([of(null)], [rename]).templates;
  expect(fixed).toMatchObject({ id: 3, name: 'Login', text: 'port <*> ssh2' });
  expect(open).toMatchObject({ id: 3, name: 'Login', text: 'port <*> <*>' });
  expect(fixed?.parts).toEqual([
    { const: 'port ' },
    { slot: 0 },
    { const: ' ' },
    { slot: 1, always: 'ssh2' },
  ]);
});
