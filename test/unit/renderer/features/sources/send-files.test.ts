import { expect, test } from 'vitest';
import { sendFiles, type Sent } from '../../../../../renderer/features/sources/send-files.ts';

const files = Array.from({ length: 40 }, (_, n) => ({
  file: new File([''], `${n}.log`),
  name: `${n}.log`,
}));

test('many are under way at a time, and what was refused is told in the order of the files', async () => {
  let [running, most] = [0, 0];
  const { refused, left } = await sendFiles(files, async ({ name }): Promise<Sent> => {
    most = Math.max(most, ++running);
    // The later ones are answered first.
    for (let turn = 0; turn < 40 - Number.parseInt(name, 10); turn++) await Promise.resolve();
    running--;
    return name.startsWith('1') ? { kind: 'refused', text: name } : { kind: 'sent' };
  });
  expect(most).toBe(4);
  expect(refused).toEqual(['1.log', ...Array.from({ length: 10 }, (_, n) => `1${n}.log`)]);
  expect(left).toBe(0);
});

test('one that is refused does not keep the others; where nobody is there any more the rest is not tried', async () => {
  const sent: string[] = [];
  const { refused, left } = await sendFiles(files, async ({ name }): Promise<Sent> => {
    await Promise.resolve();
    sent.push(name);
    if (name === '3.log') return { kind: 'refused', text: '3.log was changed' };
    return Number.parseInt(name, 10) < 12 ? { kind: 'sent' } : { kind: 'unreachable' };
  });
  expect(refused).toEqual(['3.log was changed']);
  expect(left).toBe(28);
  expect(sent.length).toBeLessThanOrEqual(16);
});
