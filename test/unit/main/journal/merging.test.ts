import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainFinding } from '#shared/model/finding.ts';
import type { JournalKind } from '#shared/model/journal-entry.ts';
import { readPayload, type ReadPayload } from '#shared/model/journal-former.ts';
import { createCaseState, mergeJournal, verifyJournal } from '../../../../main/journal/index.ts';
import { bodyOf, type StoredEntry } from '../../../../main/journal/stored-entry.ts';
import { copyFor, newCase, stateOf, type Copy } from './journal-copies.ts';
import { LONG } from '../../draws.ts';

/** What one copy does: which act, and two numbers to choose with. */
type Act = readonly [copy: number, act: number, a: number, b: number];

/** What an entry's author knew when he wrote it. */
type Known = ReadonlyMap<string, ReadonlySet<string>>;

const NAMES = ['Dana', 'Eli', 'Fay', 'Gus', 'Hal'];
const ACTS = 14;

function idsOf({ database }: Copy): Set<string> {
  const rows = database.prepare<[], { id: string }>('SELECT id FROM journal').all();
  return new Set(rows.map(({ id }) => id));
}

/** Copies that set out from one case and are worked on apart, now and then taking each other in. */
function workApart(copies: number, acts: readonly Act[]): { all: Copy[]; known: Known } {
  let time = 1_700_000_000_000;
  const clocks = NAMES.map((_, at) => () => time + [0, -86_400_000, 3_600_000, 5, 0][at]!);
  const first = newCase('Dana', clocks[0]);
  first.journal.append('finding.added', { id: 'f0', ...plainFinding('cause', 'zero') });
  first.journal.append('finding.added', { id: 'f1', ...plainFinding('impact', 'one') });
  const all = [
    first,
    ...NAMES.slice(1, copies).map((name, at) => copyFor(name, first, clocks[at + 1])),
  ];
  const known = new Map<string, ReadonlySet<string>>();
  for (const [which, act, a, b] of acts) {
    time += a % 3;
    const copy = all[which % copies] ?? first;
    const other = all[b % copies] ?? first;
    const before = idsOf(copy);
    const theirs = idsOf(other);
    if (act === 0 && copy !== other) mergeJournal(copy.database, copy.journal, other.database, '');
    else perform(copy, act, a, b, `${which}-${known.size}-${a}`);
    for (const id of idsOf(copy)) {
      if (!before.has(id) && !theirs.has(id) && !known.has(id)) known.set(id, before);
    }
  }
  return { all, known };
}

function perform({ journal, database }: Copy, act: number, a: number, b: number, name: string) {
  const state = createCaseState(database);
  const findings = state.findings();
  const finding = findings[a % Math.max(1, findings.length)];
  const target = { on: 'finding', id: finding?.id ?? 'f0' } as const;
  switch (act) {
    case 1:
      journal.append('finding.added', { id: name, ...plainFinding('observation', name) });
      break;
    case 2:
    case 3:
      if (finding !== undefined) journal.change('finding', finding.id, { title: `title ${b % 5}` });
      break;
    case 4:
      if (finding !== undefined) {
        journal.change('finding', finding.id, { text: name, assets: [`host ${b % 3}`] });
      }
      break;
    case 5:
      if (finding !== undefined) journal.remove('finding', finding.id);
      break;
    case 6:
      journal.append('note.added', { id: name, target, text: name, us: null, supersedes: [] });
      break;
    case 7:
      journal.append('tag.added', { target, tag: `tag ${b % 2}` });
      break;
    case 8:
      journal.untag(target, `tag ${b % 2}`);
      break;
    case 9:
      journal.change('case', 'case', { name, assignee: `person ${b % 3}` });
      break;
    case 10: {
      const provenance = { by: 'statement', who: name, text: '' } as const;
      const aware = { us: b, withinUs: 0, provenance, note: '' };
      journal.change('incident', 'incident', b % 7 === 0 ? { aware: null } : { aware });
      break;
    }
    case 11: {
      const entry = journal.list(null, 20).filter(({ undoable }) => undoable)[b % 4];
      // What was changed again since cannot be taken back, and says so.
      if (entry !== undefined) attempt(() => journal.undo(entry.id));
      break;
    }
    case 12: {
      const conflict = state.conflicts()[b % 3];
      if (conflict === undefined) break;
      const { field, kept } = conflict;
      journal.append('conflict.settled', { kept: [{ entry: kept.entry, field }] });
      break;
    }
    default: {
      const facts = { path: name, origin: '{}', size: a, mtimeUs: b };
      journal.append('source.added', { source: name, ...facts });
      if (b % 2 === 0) journal.change('source', name, { shiftUs: b });
    }
  }
}

function attempt(work: () => void): void {
  try {
    work();
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENTRY_SUPERSEDED' });
  }
}

/** Everybody takes in everybody, in some order, until there is nothing to take any more. */
function exchange(all: readonly Copy[], order: readonly number[]): void {
  const pairs = all.flatMap((copy) =>
    all.filter((other) => other !== copy).map((other) => ({ copy, other })),
  );
  for (let taken = 1, round = 0; taken > 0; round++) {
    taken = 0;
    const turned = pairs.toSorted(
      (p, q) => key(p.copy, p.other, round) - key(q.copy, q.other, round),
    );
    for (const { copy, other } of turned) {
      taken += mergeJournal(copy.database, copy.journal, other.database, '').taken;
    }
    expect(round).toBeLessThan(6);
  }
  function key(copy: Copy, other: Copy, round: number): number {
    const at = all.indexOf(copy) * all.length + all.indexOf(other);
    return order[(at + round) % order.length] ?? 0;
  }
}

interface Write {
  readonly id: string;
  readonly read: ReadPayload;
}

/** Every value that was ever set is in force, was replaced by one who knew it, or stands among the conflicts. */
function expectNothingLost(copy: Copy, known: Known): void {
  const entries = copy.database
    .prepare<[], StoredEntry>('SELECT * FROM journal ORDER BY clock, id')
    .all()
    .map((row): Write => ({ id: row.id, read: readPayload(bodyOf(row)) }));
  const undone = new Set(
    copy.journal
      .list(null, 10_000)
      .filter((entry) => entry.undone)
      .map(({ id }) => id),
  );
  const state = createCaseState(copy.database);
  const conflicts = state.conflicts();
  const present = new Set(state.findings().map(({ id }) => id));
  const stands = entries.filter(({ id }) => !undone.has(id));
  const knew = (later: Write, earlier: string): boolean =>
    known.get(later.id)?.has(earlier) === true;
  const of = (kind: JournalKind): Write[] => stands.filter(({ read }) => read.kind === kind);

  for (const write of stands) {
    const { payload, kind } = write.read;
    if (!('set' in payload) || kind === 'source.changed') continue;
    const [entity = ''] = kind.split('.');
    for (const [field, value] of Object.entries(payload.set)) {
      const text = JSON.stringify(value);
      const inForce = copy.database
        .prepare<string[], { value: string }>(
          'SELECT value FROM register WHERE entity = ? AND id = ? AND field = ?',
        )
        .get(entity, payload.id, field);
      const isKept = conflicts.some(
        ({ kept, field: of }) => kept.entry === write.id && of === field,
      );
      const isReplaced = stands.some((later) => {
        const { payload: other, kind: otherKind } = later.read;
        if (!('set' in other) || otherKind !== kind || other.id !== payload.id) return false;
        if (later.id === write.id || !(field in other.set)) return false;
        const again = (other.set as Record<string, unknown>)[field];
        return knew(later, write.id) || JSON.stringify(again) === text;
      });
      const isSettled = of('conflict.settled').some(({ read }) =>
        JSON.stringify(read.payload).includes(write.id),
      );
      const isThere = JSON.parse(inForce?.value ?? '0');
      const holds = JSON.stringify(isThere) === text || canonicalSame(isThere, value);
      expect(holds || isKept || isReplaced || isSettled, `${kind} ${field} ${text}`).toBe(true);
    }
  }

  for (const { read } of entries) {
    if (read.kind !== 'finding.added' || present.has(read.payload.id)) continue;
    const { id } = read.payload;
    // An edit that was taken back holds nothing: the thing is as if nobody had edited it.
    const edits = stands.filter(
      (entry) => entry.read.kind === 'finding.changed' && entry.read.payload.id === id,
    );
    const added = entries.find((entry) => entry.read === read)?.id;
    const removals = stands.filter(
      ({ read: { kind, payload } }) =>
        (kind === 'finding.removed' && payload.id === id) ||
        (kind === 'entry.undone' && payload.entry === added),
    );
    const knewAll = removals.some((removal) => edits.every((edit) => knew(removal, edit.id)));
    expect(knewAll, `finding ${id} is gone though somebody edited it`).toBe(true);
  }

  const notes = new Set(state.notes().map(({ id }) => id));
  const removed = new Set(
    of('note.removed').map(({ read }) => ('id' in read.payload ? read.payload.id : '')),
  );
  for (const { read } of of('note.added')) {
    if ('id' in read.payload && !removed.has(read.payload.id))
      expect(notes).toContain(read.payload.id);
  }
}

function canonicalSame(a: unknown, b: unknown): boolean {
  expect(a).not.toBeUndefined();
  try {
    expect(a).toEqual(b);
    return true;
  } catch {
    return false;
  }
}

/** One removes a finding, another edits it apart, learns of the removal, and takes the edit back. */
const TAKEN_BACK: [number, number, number, number][] = [
  [4, 5, 0, 0],
  [0, 0, 0, 0],
  [0, 0, 0, 0],
  [0, 2, 0, 0],
  [1, 0, 0, 0],
  [0, 0, 0, 1],
  [0, 11, 0, 0],
];

test('copies that were worked on apart come to the same, whoever takes in whom first, and nothing is lost', () => {
  const act = fc.tuple(fc.nat(4), fc.nat(ACTS - 1), fc.nat(50), fc.nat(50));
  const acts = fc.array(act, { minLength: 6, maxLength: 45 });
  const order = fc.array(fc.nat(100), { minLength: 20, maxLength: 20 });
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 5 }), acts, order, (copies, work, turns) => {
      const { all, known } = workApart(copies, work);
      exchange(all, turns);
      const [first] = all;
      if (first === undefined) return;
      const state = stateOf(first);
      const ids = [...idsOf(first)].sort();
      for (const copy of all) {
        expect([...idsOf(copy)].sort()).toEqual(ids);
        expect(stateOf(copy)).toBe(state);
        expect(verifyJournal(copy.database).broken).toBeNull();
      }
      expectNothingLost(first, known);
    }),
    {
      numRuns: LONG ? 3000 : Number(process.env['RUNS'] ?? 12),
      seed: 2026,
      examples: [[3, TAKEN_BACK, Array.from({ length: 20 }, () => 0)]],
    },
  );
}, 3_600_000);

/** Two copies of one case with a finding. */
function two(): { dana: Copy; eli: Copy; meet: () => void } {
  let now = 1000;
  const dana = newCase('Dana', () => now++);
  dana.journal.append('finding.added', { id: 'f', ...plainFinding('cause', 'as it was') });
  const eli = copyFor('Eli', dana, () => now++);
  const meet = (): void => exchange([dana, eli], [1, 2]);
  return { dana, eli, meet };
}

test('of two titles the later is in force, and the other is kept and shown until it is settled', () => {
  const { dana, eli, meet } = two();
  dana.journal.change('finding', 'f', { title: 'from Dana' });
  eli.journal.change('finding', 'f', { title: 'from Eli' });
  dana.journal.change('finding', 'f', { confidence: 'high' });
  meet();
  const state = createCaseState(dana.database);
  expect(state.findings()).toMatchObject([{ title: 'from Eli', confidence: 'high' }]);
  expect(state.conflicts()).toMatchObject([
    {
      entity: 'finding',
      id: 'f',
      field: 'title',
      inForce: { author: 'Eli', value: 'from Eli' },
      kept: { author: 'Dana', value: 'from Dana' },
    },
  ]);
  const kept = state.conflicts()[0]?.kept.entry ?? '';
  dana.journal.append('conflict.settled', { kept: [{ entry: kept, field: 'title' }] });
  meet();
  expect(createCaseState(eli.database).conflicts()).toEqual([]);
});

test('a removal never wins over an edit that it did not know, even an earlier one', () => {
  const { dana, eli, meet } = two();
  eli.journal.change('finding', 'f', { title: 'worth keeping' });
  dana.journal.change('finding', 'f', { text: 'edited before it is removed' });
  dana.journal.remove('finding', 'f');
  meet();
  const state = createCaseState(dana.database);
  expect(state.findings()).toMatchObject([{ title: 'worth keeping' }]);
  expect(state.conflicts()).toMatchObject([{ field: null, kept: { author: 'Dana' } }]);
  dana.journal.remove('finding', 'f');
  meet();
  expect(createCaseState(eli.database).findings()).toEqual([]);
});

test('an edit that was taken back does not keep what another removed', () => {
  const { dana, eli, meet } = two();
  eli.journal.remove('finding', 'f');
  dana.journal.change('finding', 'f', { title: 'worth keeping' });
  meet();
  expect(createCaseState(dana.database).findings()).toMatchObject([{ title: 'worth keeping' }]);
  const [edit] = dana.journal.list(null, 20).filter(({ kind }) => kind === 'finding.changed');
  dana.journal.undo(edit?.id ?? '');
  meet();
  expect(createCaseState(eli.database).findings()).toEqual([]);
  const [undo] = dana.journal.list(null, 20).filter(({ kind }) => kind === 'entry.undone');
  dana.journal.undo(undo?.id ?? '');
  meet();
  expect(createCaseState(eli.database).findings()).toMatchObject([{ title: 'worth keeping' }]);
});

test('a tag that one takes off stays where another put it on apart', () => {
  const { dana, eli, meet } = two();
  const target = { on: 'finding', id: 'f' } as const;
  dana.journal.append('tag.added', { target, tag: 'urgent' });
  meet();
  dana.journal.untag(target, 'urgent');
  eli.journal.append('tag.added', { target, tag: 'urgent' });
  meet();
  expect(createCaseState(dana.database).tags()).toEqual([{ target: 'finding f', tag: 'urgent' }]);
  eli.journal.untag(target, 'urgent');
  meet();
  expect(createCaseState(dana.database).tags()).toEqual([]);
});

test('another case, a broken copy and a forged entry are refused, and nothing is taken', () => {
  const { dana, eli } = two();
  eli.journal.change('finding', 'f', { title: 'from Eli' });
  const before = stateOf(dana);
  const stranger = newCase('Dana');
  const merge = (other: Copy) => mergeJournal(dana.database, dana.journal, other.database, 'x.eiq');
  expect(() => merge(stranger)).toThrow(/another case/);
  const cut = copyFor('Fay', eli);
  cut.database.exec('DELETE FROM journal WHERE seq = 3');
  expect(() => merge(cut)).toThrow(/does not verify \(entry 4/);
  expect(stateOf(dana)).toBe(before);
});

test('a file that was put back from a copy and worked on forks its chain, and both go on', () => {
  const { dana } = two();
  const again = { ...dana, database: copyFor('Dana', dana).database };
  const twin = copyFor('Dana', dana);
  dana.journal.change('finding', 'f', { title: 'in the one' });
  twin.journal.change('finding', 'f', { text: 'in the other' });
  exchange([dana, twin], [3, 1]);
  expect(stateOf(dana)).toBe(stateOf(twin));
  expect(stateOf(again)).not.toBe(stateOf(dana));
  expect(createCaseState(dana.database).findings()).toMatchObject([
    { title: 'in the one', text: 'in the other' },
  ]);
});
