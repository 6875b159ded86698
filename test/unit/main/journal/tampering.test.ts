import type { Database } from 'better-sqlite3';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import Sqlite from 'better-sqlite3';
import { plainFinding } from '#shared/model/finding.ts';
import { verifyJournal } from '../../../../main/journal/index.ts';
import type { StoredEntry } from '../../../../main/journal/stored-entry.ts';
import { EntryChain } from '../../../../main/journal/verify-journal.ts';
import { signatureCheck } from '../../../../main/vault/index.ts';
import { copyFor, newCase, type Copy } from './journal-copies.ts';
import { LONG } from '../../draws.ts';

/** `npm run test:tampering` flips every bit of ten thousand entries, which takes a quarter of an hour. */
const ENTRIES = LONG ? 10_000 : 1000;
/** Entries of which every bit is flipped: each so many. */
const EVERY = LONG ? 1 : 250;

let whole: Buffer;

beforeAll(() => {
  const copy = newCase('Dana');
  grow(copy, ENTRIES);
  whole = copy.database.serialize();
}, 60_000);

/** Fills a journal up to so many entries. */
function grow({ database, journal }: Copy, entries: number): void {
  database.transaction(() => {
    journal.append('finding.added', { id: 'f', ...plainFinding('cause', 'the pool ran dry') });
    for (let at = 2; at < entries; at++) {
      const target = { on: 'finding', id: 'f' } as const;
      if (at % 3 === 0) journal.append('tag.added', { target, tag: `tag ${at}` });
      else journal.change('finding', 'f', { title: `title ${at}` });
    }
  })();
}

function opened(): Database {
  return new Sqlite(whole);
}

const entryAt = (database: Database, seq: number): StoredEntry =>
  database.prepare<[number], StoredEntry>('SELECT * FROM journal WHERE seq = ?').get(seq) ??
  expect.fail(`no entry ${seq}`);

test('a journal as it was written verifies', () => {
  const database = opened();
  expect(verifyJournal(database)).toMatchObject({ entries: ENTRIES, broken: null });
  database.close();
});

test('every flipped bit of an entry is found, and which entry it is', () => {
  const database = opened();
  const chain = new EntryChain(signatureCheck());
  const missed: unknown[] = [];
  for (let seq = 1; seq <= ENTRIES; seq++) {
    const entry = entryAt(database, seq);
    if (seq % EVERY === 0) {
      for (const column of ['body', 'hash', 'signature'] as const) {
        for (let bit = 0; bit < entry[column].length * 8; bit++) {
          const flipped = Buffer.from(entry[column]);
          flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
          if (chain.faultOf({ ...entry, [column]: flipped }) === null)
            missed.push([seq, column, bit]);
        }
      }
      for (const column of ['id', 'kind', 'clock', 'device'] as const) {
        for (let bit = 0; bit < entry[column].length * 8; bit++) {
          const flipped = Buffer.from(entry[column]);
          flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
          const changed = { ...entry, [column]: flipped.toString('latin1') };
          if (chain.faultOf(changed) === null) missed.push([seq, column, bit]);
        }
      }
    }
    chain.accept(entry);
  }
  expect(missed).toEqual([]);
  database.close();
}, 3_600_000);

test('what was flipped, taken out, swapped, put in or cut off anywhere is found by verifying', () => {
  const seq = fc.integer({ min: 2, max: ENTRIES - 1 });
  const attack = fc.oneof(
    fc.record({ by: fc.constant('flip' as const), seq, bit: fc.nat() }),
    fc.record({ by: fc.constant('delete' as const), seq }),
    fc.record({ by: fc.constant('close' as const), seq }),
    fc.record({ by: fc.constant('swap' as const), seq, with: seq }),
    fc.record({ by: fc.constant('insert' as const), seq }),
    fc.record({ by: fc.constant('truncate' as const), seq }),
  );
  fc.assert(
    fc.property(attack, (made) => {
      if (made.by === 'swap' && made.seq === made.with) return;
      const database = opened();
      const last = apply(database, made);
      const { broken } = verifyJournal(database);
      expect(broken, JSON.stringify(made)).not.toBeNull();
      expect(broken?.seq).toBe(last);
      database.close();
    }),
    { numRuns: LONG ? 300 : 10, seed: 10_000 },
  );
}, 3_600_000);

type Attack =
  | { by: 'flip'; seq: number; bit: number }
  | { by: 'delete' | 'close' | 'insert' | 'truncate'; seq: number }
  | { by: 'swap'; seq: number; with: number };

/** Carries an attack out; gives the number of the entry that must be named. */
function apply(database: Database, attack: Attack): number {
  const { seq } = attack;
  const move = database.prepare('UPDATE journal SET seq = ? WHERE seq = ?');
  switch (attack.by) {
    case 'flip': {
      const body = Buffer.from(entryAt(database, seq).body);
      const bit = attack.bit % (body.length * 8);
      body[bit >> 3] = (body[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      database.prepare('UPDATE journal SET body = ? WHERE seq = ?').run(body, seq);
      return seq;
    }
    case 'delete':
      database.prepare('DELETE FROM journal WHERE seq = ?').run(seq);
      return seq + 1;
    case 'close':
      database.prepare('DELETE FROM journal WHERE seq = ?').run(seq);
      database.exec(`UPDATE journal SET seq = -seq WHERE seq > ${seq}`);
      database.exec('UPDATE journal SET seq = -seq - 1 WHERE seq < 0');
      return seq;
    case 'swap':
      move.run(-1, seq);
      move.run(seq, attack.with);
      move.run(attack.with, -1);
      return Math.min(seq, attack.with);
    case 'insert': {
      database.exec(`UPDATE journal SET seq = -seq WHERE seq > ${seq}`);
      database.exec('UPDATE journal SET seq = -seq + 1 WHERE seq < 0');
      const { id, kind, clock, device, body, hash, signature } = entryAt(database, seq);
      database
        .prepare(
          'INSERT INTO journal (seq, id, kind, clock, device, body, hash, signature) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        )
        .run(seq + 1, `${id}x`, kind, clock, device, body, hash, signature);
      return seq + 1;
    }
    case 'truncate':
      database.prepare('DELETE FROM journal WHERE seq > ?').run(seq);
      return seq + 1;
  }
}

test('a small journal: the end that was cut off, and what was kept of it, cannot be made to fit', () => {
  const copy = newCase('Dana');
  grow(copy, 12);
  const { database } = copy;
  const head = database
    .prepare<[], { value: string }>(`SELECT value FROM meta WHERE key = 'journal_head'`)
    .get()?.value;
  const kept = JSON.parse(head ?? '');
  const set = database.prepare(`UPDATE meta SET value = ? WHERE key = 'journal_head'`);
  const forged = copyFor('Mallory', copy);
  forged.journal.append('tag.added', { target: { on: 'case' }, tag: 'x' });
  const other = forged.database
    .prepare<[], { value: string }>(`SELECT value FROM meta WHERE key = 'journal_head'`)
    .get()?.value;
  const { key } = JSON.parse(other ?? '');
  for (const value of [
    '',
    '{}',
    JSON.stringify({ ...kept, entries: 11 }),
    JSON.stringify({ ...kept, leaves: [] }),
    JSON.stringify({ ...kept, key }),
    JSON.stringify({ ...kept, signature: kept.signature.slice(0, -1) }),
    other ?? '',
  ]) {
    set.run(value);
    expect(verifyJournal(database).broken, value).not.toBeNull();
  }
  database.exec(`DELETE FROM meta WHERE key = 'journal_head'`);
  expect(verifyJournal(database).broken).not.toBeNull();
});

test('a state that the entries do not say is found, in every table', () => {
  const copy = newCase('Dana');
  grow(copy, 12);
  const attacks = [
    `UPDATE case_info SET name = 'other'`,
    `UPDATE register SET value = '"other"' WHERE field = 'title'`,
    `UPDATE register SET entry = 'other' WHERE field = 'title'`,
    `DELETE FROM register WHERE field = 'title'`,
    `UPDATE thing SET removal = 'x'`,
    `INSERT INTO conflict VALUES ('finding', 'f', 'title', 'x', '1')`,
    `INSERT INTO note VALUES ('n', 'case', '{}', 'x')`,
    `DELETE FROM tag`,
    `INSERT INTO pin VALUES ('p', '{}', '', 'x')`,
    `INSERT INTO custody VALUES ('x', 'left', '{}')`,
    `INSERT INTO known_source (id, key, path, origin, mtime_us, added) VALUES (1, 'k', '', '', 0, '')`,
  ];
  for (const attack of attacks) {
    const { database } = copyFor('Eve', copy);
    database.exec(attack);
    expect(verifyJournal(database).broken, attack).toMatchObject({ seq: null });
  }
});
