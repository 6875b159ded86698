import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { timelineOf } from '../../../../main/evidence/index.ts';
import { testCase, testFolder } from '../case-in-folder.ts';

const START = Date.parse('2024-05-01T10:00:00Z');
const MINUTE = 60_000;

test('a deployment that no log tells of stands on the timeline and can be the cause, until it is taken out', async () => {
  const folder = testFolder();
  const { open } = await testCase(folder);
  const lines = Array.from({ length: 1440 }, (_, at) => {
    const ms = START + at * 5000;
    const time = new Date(ms).toISOString();
    return at >= 720 && at % 2 === 0
      ? `${time} ERROR shop payment of order ${at} was refused by the bank`
      : `${time} INFO shop order ${at} was placed`;
  });
  writeFileSync(join(folder, 'shop.log'), `${lines.join('\n')}\n`);
  await open.read({ kind: 'paths', paths: [join(folder, 'shop.log')] });
  const before = await open.diagnosis();
  expect(before.markers).toEqual([]);

  const us = (START + 59 * MINUTE) * 1000;
  const marker = { us, title: 'Payment gateway', service: 'shop', version: '2.3.1' } as const;
  const payload = { id: 'm', ...marker, environment: 'production' };
  await open.append({ kind: 'marker.added', payload });
  expect(await open.markers()).toMatchObject([payload]);
  expect(await timelineOf(open)).toMatchObject([
    { id: 'm', kind: 'marker', fromUs: us, title: 'Payment gateway (2.3.1)', assets: ['shop'] },
  ]);
  const { markers, hypotheses } = await open.diagnosis();
  expect(markers).toMatchObject([{ kind: 'release', us, version: '2.3.1', refs: [] }]);
  const [first] = hypotheses;
  expect(first?.title).toContain('Release: Payment gateway');
  expect(first?.evidence[0]?.text).toContain('Marked in the case');

  await open.append({ kind: 'marker.removed', payload: { id: 'm' } });
  expect(await open.markers()).toEqual([]);
  expect((await open.diagnosis()).markers).toEqual([]);
  const [removal] = await open.journalList(null, 1);
  await open.undo(removal?.id ?? '');
  expect(await open.markers()).toHaveLength(1);
  expect((await open.journalVerify()).broken).toBeNull();
  await open.close();
});
