import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recogniseEvtx } from '../../../../../main/ingest/intake/evtx/evtx-writer.ts';
import type { TextWriter } from '../../../../../main/ingest/intake/text-writer.ts';
import { madeChunk, madeLog, type MadeEvent } from './evtx-builder.ts';
import { written } from './written.ts';

/** 2024-05-01T10:00:01.1234567Z */
const TICKS = 133_590_312_011_234_567n;

const events = (count: number): MadeEvent[] =>
  Array.from({ length: count }, (_, index) => ({
    id: 4000 + index,
    level: index % 6,
    ticks: TICKS + BigInt(index),
    user: `mona ${index}`,
  }));

function open(log: Buffer): TextWriter {
  const writer = recogniseEvtx(log, 'a.evtx')?.();
  if (writer === undefined) throw new Error('not recognised');
  return writer;
}

function linesOf(log: Buffer): { lines: Record<string, unknown>[]; problem: unknown } {
  const writer = open(log);
  const text = written(writer, log, [log.length]);
  const lines = text.split('\n').filter((line) => line !== '');
  return { lines: lines.map((line) => JSON.parse(line)), problem: writer.problem?.() };
}

test('templates, names and values of all kinds are resolved', () => {
  const { lines, problem } = linesOf(madeLog([madeChunk(events(3))]));
  expect(problem).toBeNull();
  expect(lines).toHaveLength(3);
  expect(lines[1]).toEqual({
    TimeCreated: '2024-05-01T10:00:01.1234568Z',
    Severity: 'fatal',
    Message:
      'Made-Provider 4001: User=mona 1, Sid=S-1-5-32-544, Guid={03020100-0504-0706-0809-0A0B0C0D0E0F}, Flags=0x8010000000000000, List=one, two',
    EventID: 4001,
    Provider: 'Made-Provider',
    Channel: 'Made',
    Computer: 'pc7',
    EventRecordID: 2,
    Level: 1,
    EventData: {
      User: 'mona 1',
      Sid: 'S-1-5-32-544',
      Guid: '{03020100-0504-0706-0809-0A0B0C0D0E0F}',
      Flags: '0x8010000000000000',
      List: 'one, two',
    },
  });
  expect(lines.map((line) => line['Severity'])).toEqual(['info', 'fatal', 'error']);
});

test('it comes out the same however the bytes are cut', () => {
  const log = madeLog([madeChunk(events(5)), madeChunk(events(4), 6)]);
  const whole = written(open(log), log, [log.length]);
  expect(whole.split('\n')).toHaveLength(10);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1 }), (sizes) => {
      expect(written(open(log), log, sizes)).toBe(whole);
    }),
    { numRuns: 30 },
  );
});

test('a damaged chunk is left out and named, the others are kept', () => {
  const chunks = [madeChunk(events(2)), madeChunk(events(2), 3), madeChunk(events(2), 5)];
  chunks[1]?.writeUInt8(0xff, 700);
  const { lines, problem } = linesOf(madeLog([...chunks, Buffer.alloc(65_536)]));
  expect(lines.map((line) => line['EventRecordID'])).toEqual([1, 2, 5, 6]);
  expect(problem).toMatchObject({
    code: 'EVTX_DAMAGED',
    message: expect.stringContaining('its chunks 2 (of 4)'),
  });
});

test('of a log that Windows was writing to, every sound record is read', () => {
  const chunk = madeChunk(events(4));
  chunk.writeUInt32LE(0, 52);
  expect(linesOf(madeLog([chunk], true)).lines).toHaveLength(4);
  expect(linesOf(madeLog([chunk])).lines).toHaveLength(0);
});

test('a log that breaks off keeps the chunks before', () => {
  const log = madeLog([madeChunk(events(2)), madeChunk(events(2), 3)]);
  const { lines, problem } = linesOf(log.subarray(0, log.length - 1000));
  expect(lines).toHaveLength(2);
  expect(problem).not.toBeNull();
});

test('spoilt bytes never make it throw, hang or write what is no JSON', () => {
  const sound = madeChunk(events(6));
  const spoilt = fc.array(fc.tuple(fc.integer({ min: 512, max: 3000 }), fc.nat(255)), {
    minLength: 1,
    maxLength: 12,
  });
  const started = performance.now();
  fc.assert(
    fc.property(spoilt, (changes) => {
      const chunk = Buffer.from(sound);
      for (const [at, value] of changes) chunk.writeUInt8(value, at);
      // Open, so that the checksums do not keep it from being read.
      linesOf(madeLog([chunk], true));
    }),
    { seed: 7, numRuns: 2000 },
  );
  expect(performance.now() - started).toBeLessThan(30_000);
});
