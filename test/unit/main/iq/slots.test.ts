import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSkeletonizer } from '../../../../main/ingest/skeleton/index.ts';
import { matchSlots, mineTemplates, slotValues } from '../../../../main/iq/index.ts';
import { row } from './skeleton-rows.ts';

/** The template that all of these messages share. */
function templateOf(...messages: string[]) {
  const skeletons = createSkeletonizer();
  for (const message of messages) skeletons.skeletonize(message);
  const mined = mineTemplates(skeletons.table.map(({ text }, id) => row(id, text)));
  expect(mined.templates).toHaveLength(1);
  const [template] = mined.templates;
  if (template === undefined) throw new Error('no template');
  return template;
}

describe('matchSlots', () => {
  it('gives what stands in each slot, as the log wrote it', () => {
    const template = templateOf('from 10.0.0.7:443 took 12 ms', 'from 10.0.0.8:80 took 3 ms');
    expect(matchSlots(template, 'from  10.0.0.9:8080 took 44 ms\nmore')).toEqual([
      '10.0.0.9:8080',
      '44',
    ]);
    expect(matchSlots(template, 'to 10.0.0.9:8080 took 44 ms')).toBeNull();
    expect(matchSlots(template, 'from 10.0.0.9:8080 took 44 ms and more')).toBeNull();
    expect(matchSlots(template, '')).toBeNull();
  });

  it('gives an empty value where others have one, and the whole of a list', () => {
    const template = templateOf('ruser= id=1', 'ruser=x7 id=2');
    expect(matchSlots(template, 'ruser= id=3')).toEqual(['', '3']);
    const list = templateOf('lost blocks: b1', 'lost blocks: b1, b2, b3');
    expect(matchSlots(list, 'lost blocks: b4, b5')).toEqual(['b4, b5']);
  });

  it('lets the end of the line decide where the last slot ends', () => {
    const parts = [{ const: 'ran ' }, { slot: 0 }, { const: ' again' }];
    expect(matchSlots({ parts }, 'ran test again and again')).toEqual(['test again and']);
    expect(matchSlots({ parts }, 'ran again')).toBeNull();
  });

  it('matches every message of a template of one skeleton', () => {
    const word = fc.constantFrom(
      'opened',
      'for',
      'user',
      'x=',
      '(',
      ')',
      ',',
      '"',
      '7',
      '10.0.0.1:5',
      '/var/x',
      '  ',
      'ab12',
      '...',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 14 }), (words) => {
        const message = words.join(' ');
        const values = matchSlots(templateOf(message), message);
        expect(values).not.toBeNull();
      }),
    );
  });
});

describe('slotValues', () => {
  it('takes a list of addresses as addresses', () => {
    const messages = ['from 10.0.0.1 x', 'from 10.0.0.7,10.0.0.1 x', 'from 10.0.0.8, 10.0.0.1 x'];
    const template = { ...templateOf('from 10.0.0.1 x', 'from 10.0.0.7 x') };
    expect(slotValues(template, messages).slots.map(({ kind }) => kind)).toEqual(['ip']);
  });

  it('counts the commonest values and says what kind they are', () => {
    const messages = [
      'host db-1.shop.internal answered 200 in 12 ms to 10.1.2.3 for 7f9c24e5-2f0b-4a58-9d5c-0c6a4f9f1b11',
      'host db-2.shop.internal answered 200 in 15 ms to 10.1.2.4 for 11112222-2f0b-4a58-9d5c-0c6a4f9f1b11',
      'host db-1.shop.internal answered 404 in 12 ms to 10.1.2.3 for 33334444-2f0b-4a58-9d5c-0c6a4f9f1b11',
    ];
    const { looked, slots } = slotValues(templateOf(...messages), [...messages, 'something else']);
    expect(looked).toBe(3);
    expect(slots.map(({ kind }) => kind)).toEqual(['host', 'number', 'duration', 'ip', 'uuid']);
    expect(slots[1]).toEqual({
      kind: 'number',
      distinct: 2,
      values: [
        { value: '200', count: 2 },
        { value: '404', count: 1 },
      ],
      spread: null,
    });
  });

  it('says how numbers lie, in one unit', () => {
    const messages = Array.from({ length: 100 }, (_, at) =>
      at % 2 === 0 ? `took ${at + 1}ms` : `took ${(at + 1) / 1000} s`,
    );
    const { slots } = slotValues(templateOf('took 1ms', 'took 2ms'), messages);
    const [spread] = slots.map((slot) => slot.spread);
    expect(slots[0]?.kind).toBe('duration');
    expect(spread).toMatchObject({ unit: 's', least: 0.001, most: 0.1, byRatio: false });
    expect(spread?.median).toBeCloseTo(0.05);
    expect(spread?.high).toBeCloseTo(0.095);
    expect(spread?.bars.reduce((sum, count) => sum + count, 0)).toBe(100);
  });

  it('tells one of a few words from words', () => {
    const places = ['front', 'back', 'left'];
    const few = Array.from({ length: 30 }, (_, at) => `door ${places[at % 3]} is open`);
    const many = Array.from(
      { length: 30 },
      (_, at) => `door ${'abcdefghijklmnopqrstuvwxyz'[at % 26]}x is open`,
    );
    const template = templateOf(
      'door front is open',
      'door back is open',
      'door left is open',
      'door right is open',
      'door top is open',
      'door low is open',
      'door high is open',
    );
    expect(slotValues(template, few).slots[0]?.kind).toBe('enum');
    expect(slotValues(template, many).slots[0]?.kind).toBe('word');
  });

  it.each([
    ['took 5ms', 'took 7ms', 'duration'],
    ['wrote 5 KB', 'wrote 7 KB', 'size'],
    ['open /a/b', 'open /c/d', 'path'],
    ['by user ann', 'by user ben', 'user'],
    ['for account u17', 'for account u18', 'user'],
    ['to a1@shop.example', 'to b2@shop.example', 'email'],
    ['at 0x1f2e', 'at 0x3d4c', 'hash'],
    ['at 10:22:01 sharp', 'at 10:22:05 sharp', 'time'],
    ['ran job_12', 'ran job_13', 'id'],
  ])('%j and %j hold a %s', (one, other, kind) => {
    const { slots } = slotValues(templateOf(one, other), [one, other]);
    expect(slots.at(-1)?.kind ?? slots[0]?.kind).toBe(kind);
  });
});
