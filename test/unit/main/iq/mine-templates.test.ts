import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mineTemplates } from '../../../../main/iq/index.ts';
import { row, rows } from './skeleton-rows.ts';

const texts = (...lines: string[]): string[] =>
  mineTemplates(rows(...lines))
    .templates.map(({ text }) => text)
    .sort();

describe('mineTemplates', () => {
  it('merges what differs by dates, units, empty values, lists and addresses', () => {
    expect(texts('done at Mon Jun # #:#:# #', 'done at Tue Jul # #:#:# #')).toEqual([
      'done at <*>',
    ]);
    expect(texts('read # KB from disk', 'read # B from disk')).toEqual(['read <*> <*> from disk']);
    expect(texts('login of user= uid=#', 'login of user=# uid=#')).toEqual([
      'login of user=<*> uid=<*>',
    ]);
    expect(texts('peers seen: #, #', 'peers seen: #, #, #, #', 'peers seen: #')).toEqual([
      'peers seen: <*>',
    ]);
    expect(texts('lease for #:ba:#:#:#:# ended', 'lease for #:#:#:#:#:fe ended')).toEqual([
      'lease for <*> ended',
    ]);
  });

  it('merges names behind a noun, in a place that has many, and beside a masked value', () => {
    expect(texts('session closed for user ann', 'session closed for user ben')).toEqual([
      'session closed for user <*>',
    ]);
    expect(
      texts(
        ...['ann', 'ben', 'cyd', 'dan', 'eve'].map((name) => `cache entry dropped by ${name} at #`),
      ),
    ).toEqual(['cache entry dropped by <*> at <*>']);
    expect(texts('reading from #, level #', 'reading from LOCAL(#), level #')).toEqual([
      'reading from <*>, level <*>',
    ]);
    expect(texts('login failed; rhost=a.example.org', 'login failed; rhost=b.example.net')).toEqual(
      ['login failed; rhost=<*>'],
    );
  });

  it('merges lines that vary in several places at once', () => {
    const names = ['ann', 'ben', 'cyd', 'dan', 'eve'];
    const files = ['plan', 'draft', 'invoice', 'photo', 'letter'];
    const lines = names.map(
      (name, at) => `member area: ${name} opened document ${files[at]} for reading`,
    );
    expect(texts(...lines)).toEqual(['member area: <*> opened document <*> for reading']);
    expect(texts(...lines.slice(0, 2))).toHaveLength(2);
  });

  it('opens what stands behind keys, though several vary at once', () => {
    const logins = ['ann', 'ben', 'cyd', 'dan'].map(
      (name, at) => `login user=${name} database=${['shop', 'mail', 'stock', 'log'][at]} tty=ssh`,
    );
    expect(texts(...logins)).toEqual(['login user=<*> database=<*> tty=ssh']);
    expect(texts(...logins.slice(0, 3))).toHaveLength(3);
    const states = ['idle', 'busy', 'lost', 'gone'].map((state) => `unit=web state=${state}`);
    expect(texts(...states)).toEqual(['unit=web state=<*>']);
    const events = ['a', 'b', 'c', 'd'].map((word) => `event=${word}x user=${word}y`);
    expect(texts(...events)).toHaveLength(4);
  });

  it('takes truths, switches in brackets and components for values', () => {
    expect(texts('isOpen is true', 'isOpen is false')).toEqual(['isOpen is <*>']);
    expect(texts('drawn= false, done =  true', 'drawn= true, done =  true')).toHaveLength(1);
    expect(texts('fans ( on off )', 'fans ( on on )', 'fans ( off off )')).toEqual([
      'fans ( <*> <*> )',
    ]);
    expect(texts('the fan is on', 'the fan is off')).toHaveLength(2);
    expect(texts('a false alarm went off', 'a true alarm went off')).toHaveLength(2);
    expect(texts('start of com.shop/.Main', 'start of com.mail/.Desk')).toEqual(['start of <*>']);
  });

  it('keeps apart what tells things apart', () => {
    for (const lines of [
      ['task # moved from NEW to READY', 'task # moved from READY to RUNNING'],
      ['klogd startup succeeded', 'portmap startup succeeded', 'cups startup succeeded'],
      ['# "GET #" status #', '# "POST #" status #', '# "DELETE #" status #'],
      ['unit=web result=ok', 'unit=web result=failed'],
      ['connection opened', 'connection closed'],
    ]) {
      expect(texts(...lines)).toHaveLength(lines.length);
    }
  });

  it('is one template whatever trace follows the line', () => {
    const { templates, templateOf } = mineTemplates(
      rows('charge # failed\nA\nx.y', 'charge # failed\nB\nz', 'charge # failed'),
    );
    expect(templates).toHaveLength(1);
    expect(templates[0]).toMatchObject({ id: 1, text: 'charge <*> failed', skeletons: [1, 2, 3] });
    expect([...templateOf]).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
    ]);
  });

  it('adds up counts, levels, times, trends and sources, and puts the commonest first', () => {
    const one = row(4, 'user ann left', { count: 2, level: 'warning' });
    const other = {
      ...row(9, 'user ben left', { count: 5 }),
      firstUs: null,
      lastUs: null,
      sources: new Map([
        [1, 3],
        [2, 2],
      ]),
    };
    const [first, second] = mineTemplates([row(1, 'rare'), other, one]).templates;
    expect(first).toEqual({
      id: 4,
      text: 'user <*> left',
      parts: [{ const: 'user ' }, { slot: 0 }, { const: ' left' }],
      count: 7,
      levels: [0, 0, 0, 5, 0, 2, 0, 0],
      firstUs: 4000,
      lastUs: 4010,
      trend: [7, 0],
      skeletons: [4, 9],
      name: null,
      rules: [],
      sources: new Map([
        [1, 5],
        [2, 2],
      ]),
    });
    expect(second?.text).toBe('rare');
    expect(mineTemplates([])).toEqual({ templates: [], templateOf: new Map() });
  });

  const line = fc
    .array(
      fc.constantFrom(
        'open',
        'user',
        'ann',
        'ben',
        'a.b.c',
        '#',
        '=',
        ' ',
        ', ',
        '(',
        ')',
        'KB',
        'Mon',
        '"',
        '.',
      ),
      { maxLength: 10 },
    )
    .map((pieces) => pieces.join(' ').trim());

  it('does not depend on the order of the rows, and gives every skeleton one template', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(line, { maxLength: 25 }),
        fc.infiniteStream(fc.nat()),
        (lines, order) => {
          const given = rows(...lines);
          const shuffled = given
            .map((item) => ({ item, rank: order.next().value as number }))
            .sort((a, b) => a.rank - b.rank)
            .map(({ item }) => item);
          const mined = mineTemplates(given);
          expect(mineTemplates(shuffled)).toEqual(mined);
          expect([...mined.templateOf.keys()].sort((a, b) => a - b)).toEqual(
            given.map(({ id }) => id),
          );
          expect(mined.templates.flatMap(({ skeletons }) => skeletons)).toHaveLength(lines.length);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('keeps a template’s id when skeletons are added', () => {
    const before = mineTemplates(rows('user ann left', 'disk # full'));
    const after = mineTemplates(rows('user ann left', 'disk # full', 'user ben left'));
    expect(after.templateOf.get(1)).toBe(before.templateOf.get(1));
    expect(after.templateOf.get(3)).toBe(1);
  });
});
