import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sampleSources } from '../../../../../main/ingest/sample/index.ts';

const textOf = (name: string): string => {
  const source = sampleSources().find((candidate) => candidate.name === name);
  if (source === undefined) throw new Error(`no source ${name}`);
  return [...source.text()].join('');
};

const linesOf = (name: string): string[] => textOf(name).trimEnd().split('\n');

/** Milliseconds UTC of an RFC 3339-like stamp with a comma before the milliseconds. */
const stampOf = (line: string): number =>
  Date.parse(`${line.slice(0, 23).replace(' ', 'T').replace(',', '.')}Z`);
const at = (time: string): number => Date.parse(`2026-03-12T${time}Z`);

const hashes = (): string[] =>
  sampleSources().map((source) => {
    const hash = createHash('sha256');
    for (const chunk of source.text()) hash.update(chunk);
    return `${source.name} ${source.mtimeUs} ${hash.digest('hex')}`;
  });

describe('the sample case', () => {
  it('is five logs of a few megabytes, the same bytes in every run', () => {
    const first = hashes();
    expect(first).toHaveLength(5);
    expect(hashes()).toEqual(first);
    const bytes = sampleSources().reduce((sum, source) => {
      for (const chunk of source.text()) sum += chunk.length;
      return sum;
    }, 0);
    expect(bytes).toBeGreaterThan(3e6);
    expect(bytes).toBeLessThan(12e6);
  });

  it('is in order of time, inside the two hours of the story', () => {
    for (const name of ['payment.log', 'order-worker.log']) {
      const times = linesOf(name)
        .map(stampOf)
        .filter((time) => !Number.isNaN(time));
      expect(times.every((time, index) => index === 0 || time >= (times[index - 1] ?? 0))).toBe(
        true,
      );
      expect(times[0]).toBeGreaterThanOrEqual(at('13:30:00'));
      expect(times.at(-1)).toBeLessThan(at('15:31:00'));
    }
  });

  it('has every line in its format', () => {
    for (const line of linesOf('nginx-access.log')) {
      expect(line).toMatch(
        /^[\d.]+ - \S+ \[12\/Mar\/2026:1[345]:\d\d:\d\d \+0000\] "(?:GET|POST) \S+ HTTP\/\d\.\d" \d{3} \d+ "[^"]+" "[^"]+"$/,
      );
    }
    for (const line of linesOf('shop-api.log')) {
      expect(JSON.parse(line)).toMatchObject({
        hostname: 'api-1',
        name: 'shop-api',
        msg: expect.any(String),
      });
    }
    for (const line of linesOf('payment.log')) {
      expect(line).toMatch(
        /^2026-03-12 1[345]:\d\d:\d\d,\d{3} (?:INFO |WARN |ERROR|DEBUG) \[\S[^\]]*\] \S+ - \S|^\tat |^Caused by: |^\t\.\.\. \d+ |^[\w.]+Exception: /,
      );
    }
    for (const line of linesOf('hosts-syslog.log')) {
      expect(line).toMatch(/^Mar 12 1[345]:\d\d:\d\d (?:web|api|pay|db)-1 [\w-]+(?:\[\d+\])?: \S/);
    }
  });

  it('exhausts the pool only between the release and the rollback', () => {
    const lines = linesOf('payment.log');
    const failed = lines.filter((line) => / ERROR .* failed$/.test(line)).map(stampOf);
    expect(failed.length).toBeGreaterThan(500);
    expect(Math.min(...failed)).toBeGreaterThan(at('14:19:00'));
    expect(Math.max(...failed)).toBeLessThan(at('14:52:00'));
    const releases = lines.filter((line) => line.includes('Starting PaymentApplication'));
    expect(releases.map((line) => [line.slice(11, 16), /v(\S+)/.exec(line)?.[1]])).toEqual([
      ['14:07', '2.3.1'],
      ['14:52', '2.3.0'],
    ]);
    const leaks = lines.filter((line) => line.includes('leak detection triggered')).map(stampOf);
    expect(leaks).toHaveLength(10);
    expect(Math.min(...leaks)).toBeLessThan(Math.min(...failed));
  });

  it('reaches the customers as 504, and as 502 while shop-api restarts', () => {
    const minutes = new Map<string, Set<string>>();
    for (const line of linesOf('nginx-access.log')) {
      const [, minute = '', status = ''] =
        /:(1\d:\d\d):\d\d .* HTTP\/\d\.\d" (\d{3}) /.exec(line) ?? [];
      minutes.set(status, (minutes.get(status) ?? new Set()).add(minute));
    }
    const spanOf = (status: string): string[] => [...(minutes.get(status) ?? [])].sort();
    expect(spanOf('504').at(0)).toBe('14:19');
    expect((spanOf('504').at(-1) ?? '') <= '14:52').toBe(true);
    expect(spanOf('502')).toEqual(['14:31', '14:44']);
    expect((spanOf('201').at(-1) ?? '') > '15:20').toBe(true);
  });

  it('lets nobody buy while it lasts, and everybody after', () => {
    const paid = linesOf('shop-api.log')
      .map((line): { time: number; msg: string } => JSON.parse(line))
      .filter(({ msg }) => msg === 'order paid');
    const between = (from: string, to: string): number =>
      paid.filter(({ time }) => time >= at(from) && time < at(to)).length;
    expect(between('14:20:00', '14:52:00')).toBe(0);
    expect(between('13:30:00', '14:07:00')).toBeGreaterThan(100);
    expect(between('14:53:00', '15:30:00')).toBeGreaterThan(100);
  });

  it('has its red herrings: a disk warning and an ssh scan that begin before the failure', () => {
    const lines = linesOf('hosts-syslog.log');
    const scan = lines.filter((line) => line.includes('Failed password for invalid user'));
    expect(scan.length).toBeGreaterThan(50);
    expect(scan[0]).toMatch(/^Mar 12 14:15:/);
    expect(scan.at(-1)).toMatch(/^Mar 12 14:1[78]:/);
    expect(lines.find((line) => line.includes('space usage'))).toMatch(/^Mar 12 14:11:00 db-1 /);
    expect(lines.filter((line) => line.includes('unexpected EOF')).length).toBe(10);
  });
});
