import { expect, test } from 'vitest';
import type { Deployment, Environment } from '#shared/deployments/deployment-model.ts';
import { wayBack } from '#shared/deployments/way-back.ts';
import { PLAIN_ENVIRONMENT } from '../../tenant/deployments/plain-environment.ts';

const AT = '2026-11-30T03:00:00.000Z';

const put = (
  releaseId: string,
  previousId: string | null,
  more?: Partial<Deployment>,
): Deployment => ({
  deploymentId: `${previousId} to ${releaseId}`,
  environmentId: 'live',
  releaseId,
  previousId,
  kind: 'forward',
  phase: 'succeeded',
  requestedBy: 'bob',
  requestedAt: AT,
  approvals: [],
  gates: [],
  appliedAt: AT,
  observeUntil: null,
  endedAt: AT,
  failedChecks: 0,
  tries: 0,
  why: null,
  ...more,
});

const environmentAt = (
  currentId: string | null,
  active: Deployment | null = null,
): Environment => ({
  ...PLAIN_ENVIRONMENT,
  environmentId: 'live',
  position: 1,
  currentId,
  since: AT,
  pinned: null,
  paused: null,
  active,
});

const BEFORE = [put('2', '1'), put('1', null)];

test('a rollback goes back to what was in force before, and from a rollback no further than that', () => {
  expect(wayBack(environmentAt('2'), BEFORE)).toEqual({ is: 'open', toId: '1' });
  const back = [put('1', '2', { kind: 'rollback' }), ...BEFORE];
  expect(wayBack(environmentAt('1'), back)).toEqual({ is: 'none', toId: null });
  expect(wayBack(environmentAt(null), [])).toEqual({ is: 'none', toId: null });
  const elsewhere = BEFORE.map((one) => ({ ...one, environmentId: 'test' }));
  expect(wayBack(environmentAt('2'), elsewhere)).toEqual({ is: 'none', toId: null });
});

test('a deployment that waits changes nothing of it; one that is put in force is taken back itself', () => {
  const going = (phase: Deployment['phase'], previousId: string | null = '2') => {
    const one = put('3', previousId, { phase, appliedAt: null });
    return wayBack(environmentAt('2', one), [one, ...BEFORE]);
  };
  expect(going('waiting')).toEqual({ is: 'open', toId: '1' });
  expect(going('applying')).toEqual({ is: 'open', toId: '2' });
  expect(going('observing')).toEqual({ is: 'open', toId: '2' });
  expect(going('observing', null)).toEqual({ is: 'ends', toId: null });
  expect(going('rolling-back')).toEqual({ is: 'going', toId: '2' });
  const back = put('1', '2', { kind: 'rollback', phase: 'applying', appliedAt: null });
  expect(wayBack(environmentAt('2', back), [back, ...BEFORE]).is).toBe('going');
});
