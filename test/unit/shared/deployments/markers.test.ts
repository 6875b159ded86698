import { expect, test } from 'vitest';
import type { Board, Deployment } from '#shared/deployments/deployment-model.ts';
import { compareReleases } from '#shared/deployments/compare-releases.ts';
import { deployedBefore, markersOf } from '#shared/deployments/markers.ts';

const at = (minute: number): string => new Date(Date.UTC(2026, 2, 12, 14, minute)).toISOString();
const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
const release = (version: string, minute: number, letter: string) => ({
  releaseId: version,
  version,
  madeAt: at(minute),
  artefacts: [{ name: 'shop', digest: digest(letter), ref: 'shop' }],
  commits: [{ id: letter.repeat(8), title: `Make ${version}` }],
});
const releases = [release('2.3.1', 2, 'c'), release('2.3.0', 1, 'b'), release('2.2.0', 0, 'a')];
const deployment = (change: Partial<Deployment>): Deployment => ({
  deploymentId: 'd',
  environmentId: 'p',
  releaseId: '2.3.1',
  previousId: '2.3.0',
  kind: 'forward',
  phase: 'succeeded',
  requestedBy: 'ada',
  requestedAt: at(3),
  approvals: [],
  gates: [],
  appliedAt: at(4),
  observeUntil: null,
  endedAt: at(9),
  failedChecks: 0,
  tries: 0,
  why: null,
  ...change,
});
const boardOf = (...deployments: Deployment[]): Board => ({
  environments: [
    {
      environmentId: 'p',
      name: 'production',
      position: 1,
      policy: {
        production: true,
        approvals: 0,
        stepUp: false,
        earlierFirst: false,
        noIncidents: false,
        observeSeconds: 0,
        everySeconds: 1,
        failedChecks: 1,
        healthUrl: null,
        errorRate: null,
        newIssues: null,
      },
      executor: { kind: 'webhook', url: 'https://deploy.example' },
      currentId: '2.3.0',
      since: at(9),
      pinned: null,
      active: null,
      paused: null,
    },
  ],
  releases,
  deployments,
  freezes: [],
  incidents: [],
  people: {},
});

test('what came in force is marked, and what was gone back to; not what never was', () => {
  const board = boardOf(
    deployment({ phase: 'rolled-back' }),
    deployment({ phase: 'cancelled', appliedAt: null }),
    deployment({ kind: 'rollback', releaseId: '2.2.0', appliedAt: at(20) }),
    deployment({ environmentId: 'gone' }),
  );
  expect(
    markersOf(board).map(({ at: ms, version, way }) => [
      new Date(ms).getUTCMinutes(),
      version,
      way,
    ]),
  ).toEqual([
    [4, '2.3.1', 'forward'],
    [9, '2.3.0', 'back'],
    [20, '2.2.0', 'back'],
  ]);
});

test('an issue is told by the deployment before it, within a day', () => {
  const markers = markersOf(boardOf(deployment({})));
  const [marker] = markers;
  expect(deployedBefore(markers, Date.parse(at(8)))).toEqual({ marker, afterMs: 240_000 });
  expect(deployedBefore(markers, Date.parse(at(3)))).toBeNull();
  expect(deployedBefore(markers, Date.parse(at(4)) + 86_400_001)).toBeNull();
});

test('releases differ by the commits between them, forwards and back', () => {
  const [third, second, first] = releases;
  if (third === undefined || second === undefined || first === undefined) throw new Error();
  expect(compareReleases(releases, first, third)).toEqual({
    way: 'forward',
    commits: [...third.commits, ...second.commits],
    artefacts: [{ name: 'shop', before: digest('a'), after: digest('c') }],
  });
  const back = compareReleases(releases, third, second);
  expect([back.way, back.commits]).toEqual(['back', third.commits]);
  expect(compareReleases(releases, null, first).commits).toEqual(first.commits);
  expect(compareReleases(releases, second, second)).toMatchObject({ commits: [], artefacts: [] });
});
