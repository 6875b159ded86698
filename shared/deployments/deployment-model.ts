import { z } from 'zod';

/** Environments, releases and deployments, as server and desktop speak of them. */

const uuid = z.uuid().lowercase();
const time = z.iso.datetime();
const name = z.string().trim().min(1).max(100);
const reason = z.string().trim().min(1).max(1000);

export const artefact = z.strictObject({
  name,
  /** SHA-256 of it, or of its manifest. */
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  /** Where it is got from: a path, an image, a chart. */
  ref: z.string().min(1).max(2000),
});

export const commit = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{7,64}$/),
  title: z.string().max(500),
  author: z.string().max(200).exactOptional(),
});

export const newRelease = z.strictObject({
  /** `2.3.1`; unique in a team. */
  version: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,99}$/),
  artefacts: z.array(artefact).max(50),
  /** Since the release before it. */
  commits: z.array(commit).max(1000),
});

export const release = newRelease.extend({ releaseId: uuid, madeAt: time });

const seconds = z.number().int().min(0);

/** What must hold before something is deployed to an environment, and while it is watched there. */
export const policy = z.strictObject({
  /** Its name must be typed before anything happens to it. */
  production: z.boolean(),
  /** How many others than who asked must approve. */
  approvals: z.number().int().min(0).max(10),
  /** Who asks, approves or rolls back must have shown a second factor within minutes. */
  stepUp: z.boolean(),
  /** The release must have succeeded in the environment before this one. */
  earlierFirst: z.boolean(),
  /** Nothing is deployed while an incident is open. */
  noIncidents: z.boolean(),
  /** How long it is watched, and how often it is looked at. */
  observeSeconds: seconds.max(86_400),
  everySeconds: seconds.min(1).max(3600),
  /** Looks in a row that must fail before it is rolled back. */
  failedChecks: z.number().int().min(1).max(100),
  /** Must answer with a status of 200 to 299; null: nothing is asked. */
  healthUrl: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .nullable(),
  /** Errors in requests: at most so many times those of the release before, once there are enough requests. */
  errorRate: z
    .strictObject({ times: z.number().min(1).max(1000), fromRequests: z.number().int().min(1) })
    .nullable(),
  /** Most issues that were first seen in the release; null: not counted. */
  newIssues: z.number().int().min(0).nullable(),
});

/** What really puts a release in force. Secrets are told once and never given back. */
export const executor = z.discriminatedUnion('kind', [
  /** An executable in the server's deploy folder, run on loopback behind a switch that listens on `port`. */
  z.strictObject({
    kind: z.literal('process'),
    artefact: name,
    port: z.number().int().min(0).max(65_535),
    /** Path that a new version must answer before the switch turns to it. */
    readyPath: z
      .string()
      .regex(/^\/[^\s]*$/)
      .max(500),
  }),
  z.strictObject({
    kind: z.literal('helm'),
    release: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,52}$/),
    namespace: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
    /** Artefact whose `ref` is the chart; the release's version is the chart's. */
    artefact: name,
  }),
  z.strictObject({
    kind: z.literal('kubectl'),
    deployment: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,62}$/),
    namespace: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
    container: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
    /** Artefact whose `ref` is the image; it is set by its digest. */
    artefact: name,
  }),
  z.strictObject({
    kind: z.literal('github'),
    repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
    workflow: z.string().regex(/^[\w.-]+$/),
    ref: z.string().regex(/^[\w./-]+$/),
    /** GitHub, or an Enterprise server's API. */
    api: z.url({ protocol: /^https?$/ }).default('https://api.github.com'),
  }),
  /** A request signed by Standard Webhooks; an answer of 200 to 299 says that the release is in force. */
  z.strictObject({ kind: z.literal('webhook'), url: z.url({ protocol: /^https?$/ }).max(2000) }),
  /** Desktops that follow the environment take the pack of the release for themselves, each at its next look. */
  z.strictObject({ kind: z.literal('desktops') }),
]);

export const newEnvironment = z.strictObject({
  name,
  policy,
  executor,
  /** Token or key of the executor, where it needs one. */
  secret: z.string().min(1).max(4096).exactOptional(),
});

export const GATES = [
  'paused',
  'earlier',
  'freeze',
  'incidents',
  'approvals',
  'health',
  'error-rate',
  'new-issues',
] as const;

/** How a gate stands: `open` lets pass, `closed` does not, `waiting` cannot say yet. */
export const gate = z.strictObject({
  gate: z.enum(GATES),
  is: z.enum(['open', 'closed', 'waiting']),
  /** For a person. */
  said: z.string(),
});

export const PHASES = [
  'waiting',
  'applying',
  'observing',
  'rolling-back',
  'succeeded',
  'rolled-back',
  'failed',
  'cancelled',
] as const;

export const approval = z.strictObject({
  memberId: uuid,
  approves: z.boolean(),
  at: time,
});

export const deployment = z.strictObject({
  deploymentId: uuid,
  environmentId: uuid,
  releaseId: uuid,
  /** What was in force before; null: nothing. */
  previousId: uuid.nullable(),
  /** A rollback goes back without waiting for gates, and pins what it goes back to. */
  kind: z.enum(['forward', 'rollback']),
  phase: z.enum(PHASES),
  requestedBy: uuid,
  requestedAt: time,
  approvals: z.array(approval),
  gates: z.array(gate),
  /** When it was put in force; null: not yet. */
  appliedAt: time.nullable(),
  /** Watched until then. */
  observeUntil: time.nullable(),
  endedAt: time.nullable(),
  /** Looks in a row that failed. */
  failedChecks: z.number().int(),
  /** Tries to put in force what is to be. */
  tries: z.number().int(),
  /** Why it ended, or goes back. */
  why: z.string().nullable(),
});

/** Somebody's word on an environment. */
export const hold = z.strictObject({ reason: z.string(), by: z.string(), at: time });

/** Which deployment goes on, and how far it is: what is done in its environment is done to it as well. */
export const active = deployment.pick({
  deploymentId: true,
  releaseId: true,
  previousId: true,
  kind: true,
  phase: true,
  requestedBy: true,
  requestedAt: true,
});

export const environment = z.strictObject({
  environmentId: uuid,
  name,
  position: z.number().int(),
  policy,
  executor,
  currentId: uuid.nullable(),
  /** Since when the current release is in force. */
  since: time.nullable(),
  /** It stays at its release until somebody resumes promotion. */
  pinned: hold.nullable(),
  paused: hold.nullable(),
  /** Null: nothing goes on there. */
  active: active.nullable(),
});

export const newFreeze = z.strictObject({
  /** Null: all. */
  environmentId: uuid.nullable(),
  from: time,
  until: time,
  reason,
});
export const freeze = newFreeze.extend({ freezeId: uuid });

export const newIncident = z.strictObject({ title: name, environmentId: uuid.nullable() });
export const incident = newIncident.extend({ incidentId: uuid, openedAt: time });

/** What was seen of a release that runs: totals since it was put in force. */
export const observation = z.strictObject({
  source: name,
  requests: z.number().int().min(0),
  errors: z.number().int().min(0),
  newIssues: z.number().int().min(0),
});

export const deploymentEvent = z.strictObject({
  seq: z.number().int(),
  at: time,
  /** Null: the server itself. */
  by: uuid.nullable(),
  what: z.string(),
});

/** Everything that the board shows. */
export const board = z.strictObject({
  /** In their order. */
  environments: z.array(environment),
  /** Latest first. */
  releases: z.array(release),
  /** Latest first. */
  deployments: z.array(deployment),
  freezes: z.array(freeze),
  incidents: z.array(incident),
  people: z.record(z.string(), z.string()),
});

export const confirmed = z.strictObject({
  reason,
  /** Its name, which production asks to be typed. */
  confirm: z.string().max(100).exactOptional(),
});

export type Artefact = z.output<typeof artefact>;
export type NewRelease = z.output<typeof newRelease>;
export type Release = z.output<typeof release>;
export type Policy = z.output<typeof policy>;
export type ExecutorSettings = z.output<typeof executor>;
export type NewEnvironment = z.output<typeof newEnvironment>;
export type Environment = z.output<typeof environment>;
export type Gate = z.output<typeof gate>;
export type Phase = (typeof PHASES)[number];
export type Deployment = z.output<typeof deployment>;
export type NewFreeze = z.output<typeof newFreeze>;
export type Freeze = z.output<typeof freeze>;
export type Incident = z.output<typeof incident>;
export type Observation = z.output<typeof observation>;
export type DeploymentEvent = z.output<typeof deploymentEvent>;
export type Board = z.output<typeof board>;
