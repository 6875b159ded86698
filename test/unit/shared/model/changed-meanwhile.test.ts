import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changedParts, onTop } from '#shared/model/changed-meanwhile.ts';

const was = {
  name: 'production',
  policy: { approvals: 1, healthUrl: null, errorRate: { times: 2, fromRequests: 100 } },
  executor: { kind: 'helm', release: 'shop' },
  events: ['a', 'b'],
};

test('only what somebody changed is told, by its innermost name, with all three', () => {
  const now = { ...was, policy: { ...was.policy, approvals: 2 } };
  const wanted = {
    ...was,
    policy: { ...was.policy, errorRate: { times: 3, fromRequests: 100 } },
    events: ['a'],
  };
  expect(changedParts(was, now, wanted)).toEqual([
    { path: 'policy.approvals', was: 1, now: 2, wanted: 1 },
    { path: 'policy.errorRate.times', was: 2, now: 2, wanted: 3 },
    { path: 'events', was: ['a', 'b'], now: ['a', 'b'], wanted: ['a'] },
  ]);
  expect(changedParts(was, was, was)).toEqual([]);
  expect(changedParts(was, now, was, ['policy'])).toEqual([
    { path: 'policy', was: was.policy, now: now.policy, wanted: was.policy },
  ]);
  expect(changedParts(was, was, was, ['policy'])).toEqual([]);
});

test('what was wanted goes on top: what it left alone stays as the other has made it', () => {
  const now = { ...was, name: 'live', policy: { ...was.policy, approvals: 2 } };
  const wanted = { ...was, name: 'prod', policy: { ...was.policy, healthUrl: 'https://x/' } };
  expect(onTop(was, now, wanted)).toEqual({
    ...was,
    name: 'prod',
    policy: { ...was.policy, approvals: 2, healthUrl: 'https://x/' },
  });
});

test('something of another kind is wanted whole, without parts of the one before', () => {
  const github = { kind: 'github', repository: 'night/shop' };
  const wanted = { ...was, executor: github };
  const now = { ...was, executor: { kind: 'helm', release: 'shop2' } };
  expect(onTop<unknown>(was, now, wanted)).toEqual({ ...was, executor: github });
  const later = { ...was, executor: { kind: 'helm', release: 'shop2' } };
  expect(onTop<unknown>(was, wanted, later)).toEqual(later);
});

const parts = fc.dictionary(
  fc.constantFrom('a', 'b', 'c'),
  fc.oneof(fc.integer(), fc.dictionary(fc.constantFrom('x', 'y'), fc.integer())),
);

test('nothing that one alone has changed is lost', () => {
  fc.assert(
    fc.property(parts, parts, (before, after) => {
      expect(onTop(before, before, after)).toEqual(after);
      expect(onTop(before, after, before)).toEqual(after);
      expect(onTop(before, after, after)).toEqual(after);
    }),
  );
});
