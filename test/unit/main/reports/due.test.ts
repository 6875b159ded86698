import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clockState } from '../../../../main/reports/clocks/due.ts';
import type { Answer } from '../../../../main/reports/frameworks/answer.ts';
import { frameworkOf } from '../../../../main/reports/frameworks/bundled-frameworks.ts';
import type { Clock } from '../../../../main/reports/frameworks/framework.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const LATER = '2100-01-01T00:00:00Z';

function clockOf(framework: string, id: string): Clock {
  const found = frameworkOf(framework).clocks.find((clock) => clock.id === id);
  if (found === undefined) throw new Error(`no clock ${id}`);
  return found;
}

type Given = Readonly<Record<string, string | number | boolean | readonly string[]>>;
const answersOf = (given: Given): Map<string, Answer> =>
  new Map(Object.entries(given).map(([id, value]) => [id, { value }]));

function due(framework: string, id: string, given: Given, zone = 'UTC'): string | null {
  const state = clockState(clockOf(framework, id), answersOf(given), zone, LATER);
  return state.kind === 'running' ? state.due : null;
}

const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
/** Whole seconds from 2000 to 2060. */
const seconds = fc.integer({ min: 946_684_800, max: 2_840_140_800 });
const zones = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
  '+05:30',
);

/** Date and time of day in a zone, by the runtime's own calendar. */
function wall(at: string, zone: string): { date: string; time: string; weekday: string } {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      weekday: 'short',
      hourCycle: 'h23',
    })
      .formatToParts(new Date(at))
      .map(({ type, value }) => [type, value]),
  );
  return {
    date: `${parts['year']}-${parts['month']}-${parts['day']}`,
    time: `${parts['hour']}:${parts['minute']}:${parts['second']}`,
    weekday: parts['weekday'] ?? '',
  };
}

describe('hours', () => {
  test('are elapsed time in every zone, over every change of clocks', () => {
    fc.assert(
      fc.property(seconds, zones, (second, zone) => {
        const aware = iso(second * 1000);
        expect(due('gdpr', 'notify-72h', { aware }, zone)).toBe(iso(second * 1000 + 72 * HOUR));
      }),
      { seed: 1 },
    );
  });

  test('cross the beginning of summer time and the 29th of February', () => {
    expect(due('gdpr', 'notify-72h', { aware: '2026-03-27T22:30:00Z' }, 'Europe/Berlin')).toBe(
      '2026-03-30T22:30:00Z',
    );
    expect(due('gdpr', 'notify-72h', { aware: '2028-02-27T10:00:00Z' })).toBe(
      '2028-03-01T10:00:00Z',
    );
    expect(due('gdpr', 'notify-72h', { aware: '2027-02-27T10:00:00Z' })).toBe(
      '2027-03-02T10:00:00Z',
    );
  });
});

describe('a month', () => {
  const final = (at: string, zone?: string) =>
    due('nis2', 'final-1m', { 'notification-submitted': at }, zone);

  test('ends at the same time of the same day, or on the last day of a shorter month', () => {
    expect(final('2026-01-31T10:00:00Z')).toBe('2026-02-28T10:00:00Z');
    expect(final('2028-01-31T10:00:00Z')).toBe('2028-02-29T10:00:00Z');
    expect(final('2026-02-28T10:00:00Z')).toBe('2026-03-28T10:00:00Z');
    expect(final('2026-12-15T10:00:00Z')).toBe('2027-01-15T10:00:00Z');
    // Ten o'clock in Berlin before and after the change to summer time.
    expect(final('2026-03-15T09:00:00Z', 'Europe/Berlin')).toBe('2026-04-15T08:00:00Z');
    // The 31st in Auckland is still the 30th in UTC.
    expect(final('2026-01-30T22:00:00Z', 'Pacific/Auckland')).toBe('2026-02-27T22:00:00Z');
  });

  test('keeps day and time of day in the zone, whatever the clocks do', () => {
    fc.assert(
      fc.property(seconds, zones, (second, zone) => {
        const at = iso(second * 1000);
        const end = final(at, zone) ?? '';
        const [from, to] = [wall(at, zone), wall(end, zone)];
        const [year = 0, month = 0, day = 0] = from.date.split('-').map(Number);
        const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
        const expected = new Date(Date.UTC(year, month, Math.min(day, lastDay)));
        // Apia had no 30 December 2011: that day cannot be met.
        if (zone === 'Pacific/Apia' && expected.toISOString().startsWith('2011-12-30')) return;
        expect(to.date).toBe(expected.toISOString().slice(0, 10));
        // A time that the change of clocks leaves out is moved by as much as they are.
        const skipped = to.time !== from.time;
        if (skipped) expect(isGap(to.date, from.time, zone)).toBe(true);
      }),
      { seed: 2, numRuns: 300 },
    );
  });
});

/** Whether no moment of a day reads this time of day. */
function isGap(date: string, time: string, zone: string): boolean {
  const noon = Date.parse(`${date}T12:00:00Z`);
  for (let ms = noon - 30 * HOUR; ms < noon + 30 * HOUR; ms += HOUR / 4) {
    const offsetSame = wall(iso(ms), zone);
    const difference =
      Date.parse(`${date}T${time}Z`) - Date.parse(`${offsetSame.date}T${offsetSame.time}Z`);
    const read = wall(iso(ms + difference), zone);
    if (read.date === date && read.time === time) return false;
  }
  return true;
}

describe('calendar days', () => {
  test('end with the last second of the sixtieth day in the zone', () => {
    fc.assert(
      fc.property(seconds, zones, (second, zone) => {
        const discovered = iso(second * 1000).slice(0, 10);
        const end = due('hipaa', 'individual-60d', { discovered }, zone) ?? '';
        const sixtieth = iso(Date.parse(`${discovered}T00:00:00Z`) + 60 * DAY).slice(0, 10);
        if (zone === 'Pacific/Apia' && sixtieth === '2011-12-30') return;
        expect(wall(end, zone).date).toBe(sixtieth);
        expect(wall(iso(Date.parse(end) + 1000), zone).date > sixtieth).toBe(true);
      }),
      { seed: 3 },
    );
  });

  test('are counted from the end of the year where fewer than 500 are affected', () => {
    const given = { discovered: '2027-03-12', 'affects-500': false };
    expect(due('hipaa', 'secretary-year', given)).toBe('2028-02-29T23:59:59Z');
    expect(due('hipaa', 'secretary-year', { ...given, discovered: '2026-12-31' })).toBe(
      '2027-03-01T23:59:59Z',
    );
    expect(due('hipaa', 'secretary-60d', given)).toBe(null);
    expect(due('hipaa', 'secretary-60d', { ...given, 'affects-500': true })).toBe(
      '2027-05-11T23:59:59Z',
    );
  });
});

describe('working days', () => {
  const brand = (discovered: string, holidays: readonly string[] = []) =>
    due('pci-dss', 'brand-3wd', { discovered, holidays });

  test('leave out Saturday, Sunday and holidays', () => {
    expect(brand('2026-03-12T10:00:00Z')).toBe('2026-03-17T23:59:59Z');
    expect(brand('2026-03-14T10:00:00Z')).toBe('2026-03-18T23:59:59Z');
    expect(brand('2026-04-01T10:00:00Z', ['2026-04-03', '2026-04-06'])).toBe(
      '2026-04-08T23:59:59Z',
    );
  });

  test('the end is a working day, and as many working days lie between', () => {
    fc.assert(
      fc.property(seconds, (second) => {
        const end = brand(iso(second * 1000)) ?? '';
        expect(['Sat', 'Sun']).not.toContain(wall(end, 'UTC').weekday);
        let count = 0;
        const first = Date.parse(iso(second * 1000).slice(0, 10)) + DAY;
        for (let day = first; day <= Date.parse(end); day += DAY) {
          if (!['Sat', 'Sun'].includes(wall(iso(day), 'UTC').weekday)) count++;
        }
        expect(count).toBe(3);
      }),
      { seed: 4 },
    );
  });
});

describe('the clocks of DORA', () => {
  const initial = (given: Given, zone = 'UTC') => due('dora', 'initial-4h-24h', given, zone);

  test('the initial notification is due by whichever comes first', () => {
    const aware = '2026-03-10T08:00:00Z';
    expect(initial({ aware, '2.3': '2026-03-10T09:00:00Z' })).toBe('2026-03-10T13:00:00Z');
    expect(initial({ aware, '2.3': '2026-03-11T06:00:00Z' })).toBe('2026-03-11T08:00:00Z');
    expect(initial({ aware })).toBe('2026-03-11T08:00:00Z');
    expect(initial({ '2.2': aware })).toBe('2026-03-11T08:00:00Z');
  });

  test('classified after those 24 hours, four hours from then', () => {
    const given = { aware: '2026-03-10T08:00:00Z', '2.3': '2026-03-12T09:30:00Z' };
    expect(initial(given)).toBe('2026-03-12T13:30:00Z');
  });

  test('an end at the weekend moves to noon of the next working day, but not for a bank', () => {
    const given = { aware: '2026-03-13T20:00:00Z', '2.3': '2026-03-14T07:00:00Z' };
    expect(initial(given, 'Europe/Berlin')).toBe('2026-03-16T11:00:00Z');
    expect(initial({ ...given, holidays: ['2026-03-16'] }, 'Europe/Berlin')).toBe(
      '2026-03-17T11:00:00Z',
    );
    expect(initial({ ...given, '1.4': ['credit-institution'] })).toBe('2026-03-14T11:00:00Z');
    expect(initial({ ...given, 'weekend-excluded': true })).toBe('2026-03-14T11:00:00Z');
    // The final report of a bank may wait.
    const final = {
      'intermediate-submitted': '2026-02-14T07:00:00Z',
      '1.4': ['credit-institution'],
    };
    expect(due('dora', 'final-1m', final)).toBe('2026-03-16T12:00:00Z');
  });
});

test('late is what was done after its end, or is still not done', () => {
  const clock = clockOf('gdpr', 'notify-72h');
  const aware = '2026-03-10T08:00:00Z';
  const state = (given: Given, now: string) => clockState(clock, answersOf(given), 'UTC', now);
  expect(state({ aware }, '2026-03-13T08:00:00Z')).toMatchObject({ late: false, done: null });
  expect(state({ aware }, '2026-03-13T08:00:01Z')).toMatchObject({ late: true });
  expect(state({ aware, submitted: '2026-03-13T08:00:00Z' }, LATER)).toMatchObject({ late: false });
  expect(state({}, LATER)).toEqual({ kind: 'waiting', for: ['aware'] });
});
