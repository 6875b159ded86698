import { expect, test } from 'vitest';
import { askedInATurn } from '../../../../tenant/platform/index.ts';

/** Gives ten times what is asked; fails for 3. */
function tens(most: number) {
  const asked: (readonly number[])[] = [];
  const ask = askedInATurn<number, number>(most, (numbers) => {
    asked.push(numbers);
    return numbers.map(async (n) => {
      if (n === 3) throw new Error('three');
      return 10 * n;
    });
  });
  return { ask, asked };
}

test('what comes in one turn is asked together, no more than so many, and each gets its own', async () => {
  const { ask, asked } = tens(2);
  expect(await Promise.all([1, 5, 2].map(ask))).toEqual([10, 50, 20]);
  expect(asked).toEqual([[1, 5], [2]]);
});

test('the failure of one is its own', async () => {
  const { ask } = tens(10);
  const [one, three] = await Promise.allSettled([1, 3].map(ask));
  expect(one).toEqual({ status: 'fulfilled', value: 10 });
  expect(three).toMatchObject({ status: 'rejected', reason: { message: 'three' } });
});

test('who asks while an answer is on its way is asked for anew', async () => {
  const { ask, asked } = tens(10);
  const first = ask(1);
  await new Promise((resolve) => setImmediate(resolve));
  await Promise.all([first, ask(1)]);
  expect(asked).toEqual([[1], [1]]);
});
