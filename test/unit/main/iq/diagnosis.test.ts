import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Event } from '#shared/model/hypothesis.ts';
import { createRandom } from '../../../../main/ingest/sample/random.ts';
import { rowsOf, testCase, testFolder } from '../case-in-folder.ts';

const wordsOf = (event: Event | undefined): string =>
  event === undefined ? '' : event.kind === 'marker' ? event.marker.text : event.signal.sentence;

const stamp = (ms: number): string => new Date(ms).toISOString().replace('Z', '');
const FROM = Date.UTC(2026, 4, 6, 8);
const HOUR = 3_600_000;

/** Three hours of an uneventful service, with a heartbeat every minute until `beatsUntil`. */
function service(seed: number, beatsUntil: number): string {
  const random = createRandom(seed);
  const lines: [number, string][] = [];
  for (let ms = FROM; ms < FROM + 3 * HOUR; ms += random.exponential(9000)) {
    lines.push([ms, `INFO request ${random.hex(12)} served in ${random.int(20, 90)} ms`]);
  }
  for (let ms = FROM; ms < FROM + 3 * HOUR; ms += random.exponential(300_000)) {
    lines.push([ms, `ERROR mail to ${random.hex(6)} bounced`]);
  }
  for (let ms = FROM + 7000; ms < beatsUntil; ms += 60_000) {
    lines.push([ms, `INFO heartbeat from peer ${random.int(1, 3)}`]);
  }
  lines.sort(([a], [b]) => a - b);
  return `${lines.map(([ms, text]) => `${stamp(ms)} ${text}`).join('\n')}\n`;
}

describe('a diagnosis', () => {
  test('of the sample begins with the release that was its cause, not with what only looks like one', async () => {
    const { open } = await testCase(testFolder());
    await open.read({ kind: 'sample' });
    const { hypotheses, signals, calls, verdict } = await open.diagnosis();
    const [first] = hypotheses;
    expect(wordsOf(first?.steps[0]?.event)).toContain('switching to release 2.3.1');
    expect(verdict).toContain('2.3.1');
    const told = (first?.steps ?? []).map(({ event }) => wordsOf(event)).join('\n');
    expect(told).toContain('PaymentTimeoutError');
    expect(told).toContain('SQLTransientConnectionException');
    for (const { steps } of hypotheses) {
      expect(wordsOf(steps[0]?.event)).not.toMatch(/space usage|Invalid user/);
      // In order of time but for what times are known to, and each hung on an earlier one.
      steps.forEach(({ after }, at) => expect(after ?? -1).toBeLessThan(Math.max(at, 1)));
    }
    expect(first?.evidence.some(({ text }) => text.includes('release 2.3.0'))).toBe(true);
    expect(signals.every(({ score }) => score >= 0.9 && score <= 1)).toBe(true);
    // Every signal's query finds records.
    for (const { subject } of signals.slice(0, 4)) {
      expect((await rowsOf(open, subject.query)).length).toBeGreaterThan(0);
    }
    const name = (id: number): string => open.sources().find((one) => one.id === id)?.path ?? '';
    expect(calls.map(({ from, to }) => `${name(from)} > ${name(to)}`)).toContain(
      'shop-api.log > payment.log',
    );
  });

  test('of logs in which nothing changed says that there is no cause to see', async () => {
    const folder = testFolder();
    writeFileSync(join(folder, 'app.log'), service(21, FROM + 3 * HOUR));
    const { open } = await testCase(folder);
    await open.read({ kind: 'paths', paths: [join(folder, 'app.log')] });
    const { hypotheses, verdict } = await open.diagnosis();
    expect(hypotheses).toEqual([]);
    expect(verdict).toContain('no cause to see');
  });

  test('begins with a release that was announced in a line without a time', async () => {
    const folder = testFolder();
    const released = FROM + 1.5 * HOUR;
    const random = createRandom(27);
    const lines: [number, string][] = [
      [released, JSON.stringify({ msg: 'release 4.7.1 rolled out' })],
    ];
    const say = (ms: number, level: string, msg: string): void => {
      lines.push([ms, JSON.stringify({ time: `${stamp(ms)}Z`, level, msg })]);
    };
    for (let ms = FROM; ms < FROM + 3 * HOUR; ms += random.exponential(9000)) {
      say(ms, 'info', `request ${random.hex(12)} served`);
      if (ms > released + 60_000 && random.chance(0.2)) say(ms, 'error', `lost ${random.hex(8)}`);
    }
    lines.sort(([a], [b]) => a - b);
    writeFileSync(join(folder, 'app.log'), `${lines.map(([, text]) => text).join('\n')}\n`);
    const { open } = await testCase(folder);
    await open.read({ kind: 'paths', paths: [join(folder, 'app.log')] });
    const [first] = (await open.diagnosis()).hypotheses;
    expect(wordsOf(first?.steps[0]?.event)).toContain('release 4.7.1');
    expect(first?.steps[0]?.us).toBeLessThanOrEqual(released * 1000);
    expect(wordsOf(first?.steps[1]?.event)).toContain('lost');
  });

  test('names the one host of four whose heartbeat was lost', async () => {
    const folder = testFolder();
    const logs = join(folder, 'logs');
    mkdirSync(logs);
    for (const host of [1, 2, 3, 4]) {
      const until = FROM + (host === 3 ? 1.7 : 3) * HOUR;
      writeFileSync(join(logs, `node-${host}.log`), service(30 + host, until));
    }
    const { open } = await testCase(folder);
    await open.read({ kind: 'paths', paths: [logs] });
    const { hypotheses } = await open.diagnosis();
    const [first] = hypotheses;
    const event = first?.steps[0]?.event;
    if (event?.kind !== 'signal') throw new Error('no signal');
    expect(event.signal).toMatchObject({ kind: 'heartbeat', unit: 'node-3.log', units: 4 });
    const lostUs = (FROM + 1.7 * HOUR) * 1000;
    expect(Math.abs(event.signal.sinceUs - lostUs)).toBeLessThan(120_000_000);
  });
});
