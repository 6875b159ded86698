import { expect, test } from 'vitest';
import { compileLayout } from '../../../../main/ingest/formats/time-layout.ts';
import { ParsedTime } from '../../../../main/ingest/formats/time-steps.ts';
import { layoutOfTime } from '#shared/model/layout-of-time.ts';

test.each([
  ['2024-03-05T10:00:00.123Z', "yyyy-MM-dd'T'HH:mm:ss[.S]Z"],
  ['2024-03-05 10:00:00,123', 'yyyy-MM-dd HH:mm:ss[,S]'],
  ['2024/03/05 10:00:00 +02:00', 'yyyy/MM/dd HH:mm:ss Z'],
  ['05.03.2024 10:00:00', 'dd.MM.yyyy HH:mm:ss'],
  ['Mar  5 10:00:00', 'MMM d HH:mm:ss'],
  ['05/Mar/2024:10:00:00 +0000', 'd/MMM/yyyy:HH:mm:ss Z'],
  ['Tue Mar  5 10:00:00 2024', 'EEE MMM d HH:mm:ss yyyy'],
  ['1709632800123', 'epoch'],
  ['20240305T100000Z', "yyyyMMdd'T'HHmmssZ"],
  ['05/03/2024, 10:00:00,123', 'MM/dd/yyyy, HH:mm:ss[,S]'],
  ['25/03/2024 10:00:00', 'dd/MM/yyyy HH:mm:ss'],
  ['3/5/2024, 10:00:00 AM', 'M/d/yyyy, hh:mm:ss a'],
  ['05.03.24 10:00:00', 'dd.MM.yy HH:mm:ss'],
  ['2024.03.05 @ 10h00m07s', "yyyy.MM.dd' @ 'HH'h'mm'm'ss's'"],
  ['2024年3月5日 10:00:00', "yyyy'年'M'月'd'日 'HH:mm:ss"],
  ['2024-03-05_10.00.00', "yyyy-MM-dd'_'HH.mm.ss"],
  ['2024-03-05 10:00:00:123 UTC', 'yyyy-MM-dd HH:mm:ss[:S] z'],
  ['5 Mar 2024 10:00:00', 'd MMM yyyy HH:mm:ss'],
  ["2024-03-05 o'clock 10:00:00", null],
  ['yesterday', null],
])('%s has the layout %s', (text, layout) => {
  expect(layoutOfTime(text)).toBe(layout);
  if (layout !== null) expect(compileLayout(layout)(text, 0, new ParsedTime())).toBe(text.length);
});

test('other lines tell the day from the month, and what is padded', () => {
  const layoutOf = (...texts: string[]) => layoutOfTime(texts[0] ?? '', texts.slice(1));
  expect(layoutOf('05/03/2024 10:00:00', '25/03/2024 10:00:00')).toBe('dd/MM/yyyy HH:mm:ss');
  expect(layoutOf('05.03.2024 10:00:00', '05.13.2024 10:00:00')).toBe('MM.dd.yyyy HH:mm:ss');
  expect(layoutOf('12/25/2024 10:00:00', '1/2/2024 9:00:00')).toBe('M/d/yyyy H:mm:ss');
  expect(layoutOf('2024-03-05 10:00:00', 'yesterday')).toBe('yyyy-MM-dd HH:mm:ss');
});
