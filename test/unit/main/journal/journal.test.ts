import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '#shared/model/canonical-json.ts';
import { plainFinding } from '#shared/model/finding.ts';
import { nextClock } from '../../../../main/journal/clock.ts';
import { createCaseState, createJournal, verifyJournal } from '../../../../main/journal/index.ts';
import { sha256 } from '../../../../main/journal/stored-entry.ts';
import { loadSigner, makeSigningKey } from '../../../../main/vault/index.ts';
import { newCase, stateOf, type Copy } from './journal-copies.ts';

const FINDING = { on: 'finding', id: 'f' } as const;

/** Applies some entries; what they name exists. */
function fill({ journal, database }: Copy, choices: readonly number[]): void {
  const state = createCaseState(database);
  journal.append('finding.added', { id: 'f', ...plainFinding('observation', 'first') });
  choices.forEach((choice, at) => {
    const source = `s${at}`;
    if (choice === 0) {
      const facts = { path: `/log/${at}`, origin: '{}', size: at, mtimeUs: at };
      journal.append('source.added', { source, ...facts });
      journal.change('source', source, { shiftUs: at, zone: '+01:00' });
    }
    if (choice === 1 && state.findings().length > 0)
      journal.change('finding', 'f', { title: `title ${at}`, assets: [`h${at}`] });
    if (choice === 2) {
      const record = { source, sha256: null, line: at + 1, lines: 1, hash: 'a'.repeat(64) };
      journal.append('pin.added', { id: `p${at}`, record, note: `n${at}` });
    }
    if (choice === 3) journal.append('pin.removed', { id: `p${at - 1}` });
    if (choice === 4) journal.change('issue', `k${at % 3}`, { state: `state ${at}` });
    if (choice === 5) journal.change('case', 'case', { name: `name ${at}` });
    if (choice === 6) journal.append('tag.added', { target: FINDING, tag: `t${at % 2}` });
    if (choice === 7) journal.untag(FINDING, 't1');
    if (choice === 8) {
      const last = journal.list(null, 50).find(({ undoable }) => undoable);
      if (last !== undefined && !last.kind.endsWith('.changed')) journal.undo(last.id);
    }
    if (choice === 9) {
      const content = { target: FINDING, text: `${at}`, us: null, supersedes: [] };
      journal.append('note.added', { id: `n${at}`, ...content });
    }
  });
  expect(state.conflicts()).toEqual([]);
}

describe('the journal', () => {
  test('makes the state of the case again, byte for byte, from itself alone', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { maxLength: 40 }), (choices) => {
        const copy = newCase('Dana');
        fill(copy, choices);
        const before = stateOf(copy);
        copy.journal.rebuild();
        expect(stateOf(copy)).toBe(before);
        expect(verifyJournal(copy.database).broken).toBeNull();
      }),
      { numRuns: 40, seed: 5 },
    );
  });

  test('an entry that does not fit its kind changes nothing', () => {
    const { database, journal } = newCase('Dana');
    const record = { source: 's', sha256: null, line: 0, lines: 1, hash: 'a'.repeat(64) };
    expect(() => journal.append('pin.added', { id: 'p', record, note: '' })).toThrow();
    expect(verifyJournal(database)).toMatchObject({ entries: 1, broken: null });
  });

  test('entries that are written together are all there with a signed end, or none is', () => {
    const { database, journal } = newCase('Dana');
    const add = (id: string): void => {
      journal.append('finding.added', { id, ...plainFinding('cause', id) });
    };
    journal.together(() => {
      add('a');
      journal.together(() => add('b'));
      add('c');
    });
    expect(verifyJournal(database)).toMatchObject({ entries: 4, broken: null });
    const failing = (): void =>
      journal.together(() => {
        add('d');
        throw new Error('no');
      });
    expect(failing).toThrow('no');
    expect(verifyJournal(database)).toMatchObject({ entries: 4, broken: null });
    add('e');
    journal.together(() => {});
    expect(verifyJournal(database)).toMatchObject({ entries: 5, broken: null });
  });

  test('taking a taking back back tells of what is there again, and not where a later value stands', () => {
    const { database, journal } = newCase('Dana');
    const state = createCaseState(database);
    journal.append('finding.added', { id: 'f', ...plainFinding('cause', 'one') });
    const changed = journal.change('finding', 'f', { title: 'two' }) ?? '';
    const latest = () => journal.list(null, 1)[0];
    expect(journal.undo(changed)).toBe('finding.changed');
    expect(journal.undo(latest()?.id ?? '')).toBe('finding.changed');
    expect(journal.undo(latest()?.id ?? '')).toBe('finding.changed');
    const undoing = latest()?.id ?? '';
    expect(latest()?.undoable).toBe(true);
    journal.change('finding', 'f', { title: 'three' });
    // It would not change the title, and leave a conflict that nobody made.
    expect(() => journal.undo(undoing)).toThrow(/changed again since/);
    expect(journal.list(null, 20).find(({ id }) => id === undoing)?.undoable).toBe(false);
    expect(state.findings().map(({ title }) => title)).toEqual(['three']);
    expect(state.conflicts()).toEqual([]);
  });

  test('what is taken back is as if it had not been, and can be taken back in turn', () => {
    const { database, journal } = newCase('Dana');
    const state = createCaseState(database);
    const titles = (): string[] => state.findings().map(({ title }) => title);
    const added = journal.append('finding.added', { id: 'f', ...plainFinding('cause', 'one') });
    const changed = journal.change('finding', 'f', { title: 'two' }) ?? '';
    journal.undo(changed);
    expect(titles()).toEqual(['one']);
    const [undoing] = journal.list(null, 1);
    journal.undo(undoing?.id ?? '');
    expect(titles()).toEqual(['two']);
    const later = journal.change('finding', 'f', { title: 'three' }) ?? '';
    expect(() => journal.undo(changed)).toThrow(/changed again since/);
    journal.undo(later);
    journal.undo(added);
    expect(titles()).toEqual([]);
    journal.undo(journal.list(null, 1)[0]?.id ?? '');
    expect(titles()).toEqual(['two']);
    const root = journal.list(null, 100).at(-1);
    expect(() => journal.undo(root?.id ?? '')).toThrow(/cannot be taken back/);
    expect(verifyJournal(database).broken).toBeNull();
  });

  test('the history comes latest first, in pages', () => {
    const copy = newCase('Dana');
    fill(copy, [0, 1, 2, 4, 5, 6]);
    const whole = copy.journal.list(null, 100);
    const pages = [];
    let before: number | null = null;
    for (;;) {
      const page = copy.journal.list(before, 3);
      pages.push(...page);
      before = page.at(-1)?.seq ?? null;
      if (page.length < 3) break;
    }
    expect(pages).toEqual(whole);
    expect(whole.at(-1)).toMatchObject({ kind: 'case.created', undoable: false });
  });

  test('entries of the first version mean what they meant', () => {
    const { database } = newCase('Dana');
    database.exec('DELETE FROM journal');
    database.exec(`DELETE FROM meta`);
    const signer = loadSigner('Dana', makeSigningKey());
    const former: readonly [string, Record<string, unknown>][] = [
      ['case.created', { name: 'old', zone: 'UTC' }],
      ['source.added', { id: 1, path: '/a', origin: '{}', size: 3, mtimeUs: 4 }],
      ['source.added', { id: 2, path: '/b', origin: '{}', size: 3, mtimeUs: 4 }],
      ['source.read', { id: 1, sha256: 'ab', bytes: 3, lines: 1, records: 1, format: 'x' }],
      ['source.override', { id: 1, format: null, zone: '+01:00', encoding: null, shiftUs: 7 }],
      ['pin.added', { id: 'p', sourceId: 1, line: 5, ordinal: 4, note: 'look' }],
      ['pin.added', { id: 'q', sourceId: 2, line: 6, ordinal: 4, note: 'gone with its source' }],
      ['issue.state', { key: 'k', state: 'resolved' }],
      ['source.override', { id: 2, format: 'f', zone: null, encoding: null }],
      ['source.removed', { id: 2 }],
      ['case.renamed', { name: 'new' }],
    ];
    let prev: string | null = null;
    let clock: string | null = null;
    for (const [kind, payload] of former) {
      clock = nextClock(clock, 1000);
      const id = randomUUID();
      const author = { key: signer.publicKey, name: signer.name };
      const entry = { v: 1, id, clock, author, device: 'd', kind, payload, prev } as never;
      const body = Buffer.from(canonicalJson(entry));
      const hash = sha256(body);
      database
        .prepare(
          'INSERT INTO journal (id, kind, body, hash, signature, clock, device) VALUES (?, ?, ?, ?, ?, ?, ?)',
        )
        .run(id, kind, body, hash, signer.sign(hash), clock, 'd');
      prev = hash.toString('base64url');
    }
    const place = { device: 'd', host: 'h', tool: 't', toolVersion: '1' };
    createJournal(database, signer, place);
    const state = createCaseState(database);
    expect(state.values('case', 'case')).toEqual({ name: 'new', zone: 'UTC' });
    expect(
      database.prepare('SELECT id, key, path, zone_override, shift_us, sha256 FROM source').all(),
    ).toEqual([
      { id: 1, key: 'd/1', path: '/a', zone_override: '+01:00', shift_us: 7, sha256: 'ab' },
    ]);
    expect(state.pins()).toMatchObject([{ id: 'p', record: { source: 'd/1', line: 5, hash: '' } }]);
    expect(state.issueValues()).toMatchObject([{ key: 'k', state: 'resolved', assignee: null }]);
    expect(state.conflicts()).toEqual([]);
    expect(verifyJournal(database)).toMatchObject({ entries: 11, broken: null });
  });
});

test('a clock never runs backwards, whatever the wall clock does', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1e12 }), { minLength: 2 }), (times) => {
      let clock: string | null = null;
      for (const now of times) {
        const next = nextClock(clock, now);
        if (clock !== null) expect(next > clock).toBe(true);
        clock = next;
      }
    }),
  );
});
