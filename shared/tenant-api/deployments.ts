/** What the team server says of itself, by `npm run build:tenant-client`: not written by hand. */
export interface DeploymentsOperations {
  /** Freezes an environment, or all, for a time. */
  'POST /api/v1/freezes': {
    given: {
      headers?: { 'idempotency-key'?: string };
      body: { environmentId: string | null; from: string; until: string; reason: string };
    };
    answers: { 201: { freezeId: string } };
    refusals: 400 | 401 | 403 | 404 | 409;
  };
  /** Changes a freeze; needs a second factor where a frozen environment does. The tag that goes with it as If-Match is that of the freeze as the board has it. */
  'PUT /api/v1/freezes/{freezeId}': {
    given: {
      path: { freezeId: string };
      headers?: { 'idempotency-key'?: string; 'if-match'?: string };
      body: { environmentId: string | null; from: string; until: string; reason: string };
    };
    answers: { 204: null };
    refusals: 400 | 401 | 403 | 404 | 409 | 412;
  };
  /** Ends a freeze without saying why. */
  'DELETE /api/v1/freezes/{freezeId}': {
    given: { path: { freezeId: string }; headers?: { 'idempotency-key'?: string } };
    answers: { 204: null };
    refusals: 400 | 401 | 403 | 404 | 409;
  };
  /** Ends a freeze before its time, for a reason that the audit log keeps; needs a second factor where a frozen environment does. */
  'POST /api/v1/freezes/{freezeId}/override': {
    given: {
      path: { freezeId: string };
      headers?: { 'idempotency-key'?: string };
      body: { reason: string };
    };
    answers: { 204: null };
    refusals: 400 | 401 | 403 | 404 | 409;
  };
  /** Says that an incident is open, which deployments may have to wait for. */
  'POST /api/v1/incidents': {
    given: {
      headers?: { 'idempotency-key'?: string };
      body: { title: string; environmentId: string | null };
    };
    answers: { 201: { incidentId: string } };
    refusals: 400 | 401 | 403 | 404 | 409;
  };
  /** Says that an incident is over. */
  'POST /api/v1/incidents/{incidentId}/close': {
    given: {
      path: { incidentId: string };
      headers?: { 'idempotency-key'?: string };
      body: Record<string, never>;
    };
    answers: { 204: null };
    refusals: 400 | 401 | 403 | 404 | 409;
  };
  /** Keeps rules, formats and playbooks that a release brings to desktops. */
  'POST /api/v1/packs': {
    given: { headers?: { 'idempotency-key'?: string }; body: { text: string; signature: string } };
    answers: { 201: { digest: string } };
    refusals: 400 | 401 | 403 | 404 | 409;
  };
  /** A pack of rules, formats and playbooks, as it was signed. */
  'GET /api/v1/packs/{digest}': {
    given: { path: { digest: string } };
    answers: { 200: { text: string; signature: string } };
    refusals: 400 | 401 | 403 | 404 | 409;
  };
  /** What desktops that follow an environment work with. */
  'GET /api/v1/environments/{environmentId}/pack': {
    given: { path: { environmentId: string } };
    answers: { 200: { environment: string; release: { version: string; digest: string } | null } };
    refusals: 400 | 401 | 403 | 404 | 409;
  };
  /** What is where, and what goes on. */
  'GET /api/v1/deployments/board': {
    given: Record<string, never>;
    answers: {
      200: {
        environments: {
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
        }[];
        releases: {
          version: string;
          artefacts: { name: string; digest: string; ref: string }[];
          commits: { id: string; title: string; author?: string }[];
          releaseId: string;
          madeAt: string;
        }[];
        deployments: {
          deploymentId: string;
          environmentId: string;
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
          approvals: { memberId: string; approves: boolean; at: string }[];
          gates: {
            gate:
              | 'paused'
              | 'earlier'
              | 'freeze'
              | 'incidents'
              | 'approvals'
              | 'health'
              | 'error-rate'
              | 'new-issues';
            is: 'open' | 'closed' | 'waiting';
            said: string;
          }[];
          appliedAt: string | null;
          observeUntil: string | null;
          endedAt: string | null;
          failedChecks: number;
          tries: number;
          why: string | null;
        }[];
        freezes: {
          environmentId: string | null;
          from: string;
          until: string;
          reason: string;
          freezeId: string;
        }[];
        incidents: {
          title: string;
          environmentId: string | null;
          incidentId: string;
          openedAt: string;
        }[];
        people: Record<string, string>;
      };
    };
    refusals: 400 | 401 | 403 | 404 | 409;
  };
  /** What happened to a deployment, step by step. */
  'GET /api/v1/deployments/{deploymentId}/events': {
    given: { path: { deploymentId: string } };
    answers: { 200: { events: { seq: number; at: string; by: string | null; what: string }[] } };
    refusals: 400 | 401 | 403 | 404 | 409;
  };
  /** Tells what was seen of a release that runs: totals since it was put in force. */
  'POST /api/v1/deployments/{deploymentId}/observations': {
    given: {
      path: { deploymentId: string };
      headers?: { 'idempotency-key'?: string };
      body: { source: string; requests: number; errors: number; newIssues: number };
    };
    answers: { 204: null };
    refusals: 400 | 401 | 403 | 404 | 409;
  };
  /** Approves or declines a deployment that waits. */
  'POST /api/v1/deployments/{deploymentId}/judgements': {
    given: {
      path: { deploymentId: string };
      headers?: { 'idempotency-key'?: string };
      body: { approves: boolean };
    };
    answers: { 204: null };
    refusals: 400 | 401 | 403 | 404 | 409;
  };
  /** Ends a deployment that waits. */
  'POST /api/v1/deployments/{deploymentId}/cancel': {
    given: {
      path: { deploymentId: string };
      headers?: { 'idempotency-key'?: string };
      body: { reason: string };
    };
    answers: { 204: null };
    refusals: 400 | 401 | 403 | 404 | 409;
  };
  /** Asks for a release to be put in force; its gates decide when. */
  'POST /api/v1/environments/{environmentId}/deployments': {
    given: {
      path: { environmentId: string };
      headers?: { 'idempotency-key'?: string; 'if-match'?: string };
      body: { reason: string; confirm?: string; releaseId: string };
    };
    answers: { 201: { deploymentId: string } };
    refusals: 400 | 401 | 403 | 404 | 409 | 412;
  };
  /** Goes back to what was in force before, pins it and pauses promotion. */
  'POST /api/v1/environments/{environmentId}/rollback': {
    given: {
      path: { environmentId: string };
      headers?: { 'idempotency-key'?: string; 'if-match'?: string };
      body: { reason: string; confirm?: string };
    };
    answers: { 201: { deploymentId: string } };
    refusals: 400 | 401 | 403 | 404 | 409 | 412;
  };
  /** Stops promotion to an environment. */
  'POST /api/v1/environments/{environmentId}/pause': {
    given: {
      path: { environmentId: string };
      headers?: { 'idempotency-key'?: string; 'if-match'?: string };
      body: { reason: string };
    };
    answers: { 204: null };
    refusals: 400 | 401 | 403 | 404 | 409 | 412;
  };
  /** Lets promotion to an environment go on, and takes the pin off. */
  'POST /api/v1/environments/{environmentId}/resume': {
    given: {
      path: { environmentId: string };
      headers?: { 'idempotency-key'?: string; 'if-match'?: string };
      body: { reason: string };
    };
    answers: { 204: null };
    refusals: 400 | 401 | 403 | 404 | 409 | 412;
  };
}
