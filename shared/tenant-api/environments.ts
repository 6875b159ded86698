/** What the team server says of itself, by `npm run build:tenant-client`: not written by hand. */
export interface EnvironmentsOperations {
  /** Adds an environment after the others. */
  'POST /api/v1/environments': {
    given: {
      headers?: { 'idempotency-key'?: string };
      body: {
        name: string;
        policy: {
          production: boolean;
          approvals: number;
          stepUp: boolean;
          earlierFirst: boolean;
          noIncidents: boolean;
          observeSeconds: number;
          everySeconds: number;
          failedChecks: number;
          healthUrl: string | null;
          errorRate: { times: number; fromRequests: number } | null;
          newIssues: number | null;
        };
        executor:
          | { kind: 'process'; artefact: string; port: number; readyPath: string }
          | { kind: 'helm'; release: string; namespace: string; artefact: string }
          | {
              kind: 'kubectl';
              deployment: string;
              namespace: string;
              container: string;
              artefact: string;
            }
          | { kind: 'github'; repository: string; workflow: string; ref: string; api?: string }
          | { kind: 'webhook'; url: string }
          | { kind: 'desktops' };
        secret?: string;
      };
    };
    answers: { 201: { environmentId: string } };
    refusals: 400 | 401 | 403 | 404 | 409;
  };
  /** An environment; its entity tag goes with a change of it as If-Match. */
  'GET /api/v1/environments/{environmentId}': {
    given: { path: { environmentId: string } };
    answers: {
      200: {
        environmentId: string;
        name: string;
        position: number;
        policy: {
          production: boolean;
          approvals: number;
          stepUp: boolean;
          earlierFirst: boolean;
          noIncidents: boolean;
          observeSeconds: number;
          everySeconds: number;
          failedChecks: number;
          healthUrl: string | null;
          errorRate: { times: number; fromRequests: number } | null;
          newIssues: number | null;
        };
        executor:
          | { kind: 'process'; artefact: string; port: number; readyPath: string }
          | { kind: 'helm'; release: string; namespace: string; artefact: string }
          | {
              kind: 'kubectl';
              deployment: string;
              namespace: string;
              container: string;
              artefact: string;
            }
          | { kind: 'github'; repository: string; workflow: string; ref: string; api: string }
          | { kind: 'webhook'; url: string }
          | { kind: 'desktops' };
        currentId: string | null;
        since: string | null;
        pinned: { reason: string; by: string; at: string } | null;
        paused: { reason: string; by: string; at: string } | null;
        active: {
          deploymentId: string;
          releaseId: string;
          previousId: string | null;
          kind: 'forward' | 'rollback';
          phase:
            | 'waiting'
            | 'applying'
            | 'observing'
            | 'rolling-back'
            | 'succeeded'
            | 'rolled-back'
            | 'failed'
            | 'cancelled';
          requestedBy: string;
          requestedAt: string;
        } | null;
      };
    };
    refusals: 400 | 401 | 403 | 404 | 409;
  };
  /** Changes an environment in which nothing goes on; a secret that is not sent stays. */
  'PUT /api/v1/environments/{environmentId}': {
    given: {
      path: { environmentId: string };
      headers?: { 'idempotency-key'?: string; 'if-match'?: string };
      body: {
        name: string;
        policy: {
          production: boolean;
          approvals: number;
          stepUp: boolean;
          earlierFirst: boolean;
          noIncidents: boolean;
          observeSeconds: number;
          everySeconds: number;
          failedChecks: number;
          healthUrl: string | null;
          errorRate: { times: number; fromRequests: number } | null;
          newIssues: number | null;
        };
        executor:
          | { kind: 'process'; artefact: string; port: number; readyPath: string }
          | { kind: 'helm'; release: string; namespace: string; artefact: string }
          | {
              kind: 'kubectl';
              deployment: string;
              namespace: string;
              container: string;
              artefact: string;
            }
          | { kind: 'github'; repository: string; workflow: string; ref: string; api?: string }
          | { kind: 'webhook'; url: string }
          | { kind: 'desktops' };
        secret?: string;
      };
    };
    answers: { 204: null };
    refusals: 400 | 401 | 403 | 404 | 409 | 412;
  };
  /** Tells of a release: its artefacts by their digests, its commits. */
  'POST /api/v1/releases': {
    given: {
      headers?: { 'idempotency-key'?: string };
      body: {
        version: string;
        artefacts: { name: string; digest: string; ref: string }[];
        commits: { id: string; title: string; author?: string }[];
      };
    };
    answers: { 201: { releaseId: string } };
    refusals: 400 | 401 | 403 | 404 | 409;
  };
}
