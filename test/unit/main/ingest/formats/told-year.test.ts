import { describe, expect, test } from 'vitest';
import { toldYear } from '../../../../../main/ingest/formats/index.ts';

describe('the year of dates of syslog, told by times inside messages', () => {
  test.each([
    ['Mar  5 10:00:00 srx1 1 2019-03-05T10:00:00.123Z srx1 RT_FLOW - X [x@1 a="b"]', 2019],
    ['<44>Mar  5 10:00:00 av1 Guard 1 2019-03-05T10:00:00Z av1 Guard - - - Event', 2019],
    ['Mar  5 10:00:00 192.0.2.1 proxy[4711]: 2019-03-05T10:00:00Z [INFO] started', 2019],
    ['Mar  5 10:00:00 pot1 pot: 2019-03-05 10:00:00 login', 2019],
    ['Mar  5 23:30:00 pot1 pot: [2019-03-06T01:30:00+02:00] login', 2019],
    ['Dec 31 23:30:00 pot1 pot: 2020-01-01T01:30:00+02:00 login', 2019],
    ['Jan  1 01:30:00 pot1 pot: 2019-12-31T23:30:00Z login', 2020],
  ])('%s', (line, year) => {
    expect(toldYear(`${line}\n`)).toBe(year);
  });

  test('of the first date, though a later line tells it', () => {
    const lines = [
      'a banner',
      'Dec 30 10:00:00 pot1 kernel: up',
      'Dec 31 10:00:00 pot1 sshd[1]: Accepted 2019-07-01T10:00:00Z',
      'Jan  2 10:00:00 pot1 pot: 2020-01-02T10:00:00Z login',
    ];
    expect(toldYear(lines.join('\n'))).toBe(2019);
  });

  test.each([
    '',
    'Mar  5 10:00:00 web1 backup: 2018-07-01T10:00:00Z is the oldest',
    'Mar  5 10:00:00 web1 backup: the oldest is of today, 2018-03-05T10:00:00Z',
    'Mar  5 10:00:00 web1 clock: 0001-03-05T00:00:00Z',
    'Foo  5 10:00:00 web1 pot: 2019-03-05T10:00:00Z login',
    '2019-03-05T10:00:00Z web1 pot: 2019-03-05T10:00:00Z login',
  ])('none: %s', (text) => {
    expect(toldYear(text)).toBeNull();
  });
});
