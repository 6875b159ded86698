import { expect, test } from 'vitest';
import type { Environment } from '#shared/deployments/deployment-model.ts';
import { environmentBefore } from '#shared/deployments/environment-before.ts';

const at = (
  position: number,
  executor: Environment['executor'],
): Pick<Environment, 'position' | 'executor'> => ({ position, executor });

test('what desktops follow stands in an order of its own', () => {
  const elsewhere = { kind: 'webhook', url: 'https://deploy.example' } as const;
  const desktops = { kind: 'desktops' } as const;
  const staging = at(1, elsewhere);
  const trial = at(2, desktops);
  const production = at(3, elsewhere);
  const everybody = at(4, desktops);
  const all = [everybody, production, trial, staging];
  expect(all.map((one) => environmentBefore(all, one))).toEqual([trial, staging, null, null]);
});
