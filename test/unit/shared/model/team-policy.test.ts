import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LABELS, LEAVING_WAYS, leaveOf } from '#shared/model/label.ts';
import { ALLOWANCES, DEFAULT_POLICY, type ProviderPolicy } from '#shared/model/provider.ts';
import { readPolicy } from '#shared/model/team-policy-schemas.ts';
import {
  LEAVES,
  leaveUnder,
  narrowedPolicy,
  OPEN_POLICY,
  POLICY_WAYS,
  type TeamPolicy,
} from '#shared/model/team-policy.ts';

const allowance = fc.constantFrom(...ALLOWANCES);
const some = <T>(keys: readonly string[], value: fc.Arbitrary<T>) =>
  fc.record(Object.fromEntries(keys.map((key) => [key, value])), { requiredKeys: [] });
const policies = fc.record({
  providers: some(LABELS, allowance),
  leaving: some(LABELS, some(POLICY_WAYS, fc.constantFrom(...LEAVES))),
  overrides: fc.boolean(),
}) as fc.Arbitrary<Pick<TeamPolicy, 'providers' | 'leaving' | 'overrides'>>;
const own = fc.record({
  public: allowance,
  internal: allowance,
  confidential: allowance,
  restricted: allowance,
}) satisfies fc.Arbitrary<ProviderPolicy>;

test('a policy of the team narrows what a desktop does, and never widens it', () => {
  fc.assert(
    fc.property(policies, own, (given, mine) => {
      const team = { version: '1', policy: { ...OPEN_POLICY, ...given } };
      expect(readPolicy(JSON.stringify(team.policy))).toEqual(team.policy);
      const narrowed = narrowedPolicy(mine, team);
      for (const label of LABELS) {
        const under = ALLOWANCES.indexOf(narrowed[label]);
        expect(under).toBe(
          Math.max(
            ALLOWANCES.indexOf(mine[label]),
            ALLOWANCES.indexOf(given.providers[label] ?? 'any'),
          ),
        );
        for (const way of LEAVING_WAYS) {
          const leave = LEAVES.indexOf(leaveUnder(team, label, way));
          expect(leave).toBeGreaterThanOrEqual(LEAVES.indexOf(leaveOf(label, way)));
          if (way === 'ai') continue;
          const asked = LEAVES.indexOf(given.leaving[label]?.[way] ?? 'clear');
          expect(leave).toBeGreaterThanOrEqual(asked);
        }
      }
    }),
    { seed: 7, numRuns: 200 },
  );
});

test('without a policy, and under an open one, everything is as it was', () => {
  const open = { version: '1', policy: OPEN_POLICY };
  for (const team of [null, open]) {
    expect(narrowedPolicy(DEFAULT_POLICY, team)).toEqual(DEFAULT_POLICY);
    expect(leaveUnder(team, 'confidential', 'share')).toBe('masked');
  }
});

test('what it does not know is no policy', () => {
  for (const change of [
    { v: 2 },
    { more: true },
    { providers: { secret: 'any' } },
    { providers: { public: 'some' } },
    { leaving: { public: { ai: 'refused' } } },
    { overrides: 'yes' },
  ]) {
    expect(readPolicy(JSON.stringify({ ...OPEN_POLICY, ...change }))).toBeNull();
  }
  expect(readPolicy('{')).toBeNull();
});
