import type { Role } from '#shared/model/role.ts';

/** Who may do an operation of the API, as the team has decided it. */
export interface WhoMay {
  /** `all`: every member; `anybody`: without signing in. */
  readonly roles: readonly Role[] | 'all' | 'anybody';
  /** What a program's key must be good for; null: it needs a person. */
  readonly scope:
    | 'cases:read'
    | 'cases:write'
    | 'members:read'
    | 'audit:read'
    | 'deployments:read'
    | 'deployments:write'
    | 'any'
    | null;
  /** It needs a second factor shown just now. */
  readonly fresh?: true;
}

const WRITERS = ['analyst', 'lead', 'deployer', 'admin'] as const;

const READERS = ['auditor', 'lead', 'admin'] as const;
const KEEPERS = ['lead', 'admin'] as const;
const DEPLOYERS = ['deployer', 'lead', 'admin'] as const;
const RESPONDERS = ['analyst', ...DEPLOYERS] as const;

/** Every operation of the API: a new one stands here before it is let through. */
export const WHO_MAY: Readonly<Record<string, WhoMay>> = {
  'GET /healthz': { roles: 'anybody', scope: 'any' },
  'GET /readyz': { roles: 'anybody', scope: 'any' },
  'GET /metrics': { roles: 'anybody', scope: 'any' },
  'GET /api/v1/me': { roles: 'all', scope: 'any' },
  'POST /api/v1/graphql': { roles: 'all', scope: 'any' },
  'PUT /api/v1/me/sealing-key': { roles: 'all', scope: null },
  'GET /api/v1/me/second-factors': { roles: 'all', scope: null },
  'POST /api/v1/me/second-factors/link': { roles: 'all', scope: null, fresh: true },
  'DELETE /api/v1/me/second-factors/{factorId}': { roles: 'all', scope: null, fresh: true },
  'GET /api/v1/sessions': { roles: 'all', scope: null },
  'DELETE /api/v1/sessions/{sessionId}': { roles: 'all', scope: null },
  'GET /api/v1/devices': { roles: 'all', scope: null },
  'POST /api/v1/devices/{sessionId}/wipe': { roles: 'all', scope: null, fresh: true },
  'DELETE /api/v1/devices/{sessionId}/wipe': { roles: 'all', scope: null, fresh: true },
  // A device that is signed out shows its key, and nothing else is good enough.
  'POST /api/v1/device/wipe': { roles: [], scope: null },
  'POST /api/v1/device/wiped': { roles: [], scope: null },
  'GET /api/v1/members': { roles: 'all', scope: 'members:read' },
  'PUT /api/v1/members/{memberId}/role': { roles: ['admin'], scope: null, fresh: true },
  'DELETE /api/v1/members/{memberId}/second-factors': {
    roles: ['admin'],
    scope: null,
    fresh: true,
  },
  'DELETE /api/v1/members/{memberId}/sessions': { roles: ['admin'], scope: null, fresh: true },
  'DELETE /api/v1/members/{memberId}/sessions/{sessionId}': {
    roles: ['admin'],
    scope: null,
    fresh: true,
  },
  'DELETE /api/v1/members/{memberId}': { roles: ['admin'], scope: null, fresh: true },
  'POST /api/v1/invitations': { roles: ['admin'], scope: null },
  'GET /api/v1/api-keys': { roles: 'all', scope: null },
  'POST /api/v1/api-keys': { roles: 'all', scope: null, fresh: true },
  'POST /api/v1/api-keys/{keyId}/rotate': { roles: 'all', scope: null, fresh: true },
  'DELETE /api/v1/api-keys/{keyId}': { roles: 'all', scope: null },
  'GET /api/v1/service-accounts': { roles: ['admin'], scope: null },
  'POST /api/v1/service-accounts': { roles: ['admin'], scope: null, fresh: true },
  'PUT /api/v1/service-accounts/{accountId}/role': { roles: ['admin'], scope: null, fresh: true },
  'DELETE /api/v1/service-accounts/{accountId}': { roles: ['admin'], scope: null, fresh: true },
  'POST /api/v1/service-accounts/{accountId}/keys': { roles: ['admin'], scope: null, fresh: true },
  'POST /api/v1/service-accounts/{accountId}/keys/{keyId}/rotate': {
    roles: ['admin'],
    scope: null,
    fresh: true,
  },
  'DELETE /api/v1/service-accounts/{accountId}/keys/{keyId}': { roles: ['admin'], scope: null },
  'GET /api/v1/webhooks': { roles: ['admin'], scope: null },
  'POST /api/v1/webhooks': { roles: ['admin'], scope: null, fresh: true },
  'PUT /api/v1/webhooks/{webhookId}': { roles: ['admin'], scope: null, fresh: true },
  'DELETE /api/v1/webhooks/{webhookId}': { roles: ['admin'], scope: null },
  'POST /api/v1/webhooks/{webhookId}/rotate': { roles: ['admin'], scope: null, fresh: true },
  'GET /api/v1/webhooks/{webhookId}/deliveries': { roles: ['admin'], scope: null },
  'POST /api/v1/webhooks/{webhookId}/test': { roles: ['admin'], scope: null },
  'POST /api/v1/webhooks/{webhookId}/deliveries/{deliveryId}/again': {
    roles: ['admin'],
    scope: null,
  },
  'GET /api/v1/jobs': { roles: ['admin'], scope: null },
  'POST /api/v1/jobs/redrive': { roles: ['admin'], scope: null },
  'GET /api/v1/retention': { roles: ['admin'], scope: null },
  'PUT /api/v1/retention': { roles: ['admin'], scope: null, fresh: true },
  'GET /api/v1/subscription': { roles: ['admin'], scope: null },
  'GET /api/v1/subscription/licence': { roles: 'all', scope: 'any' },
  'PUT /api/v1/subscription/ai-usage': { roles: 'all', scope: null },
  'POST /api/v1/subscription/checkout': { roles: ['admin'], scope: null },
  'POST /api/v1/subscription/portal': { roles: ['admin'], scope: null },
  'POST /api/v1/subscription/events': { roles: 'anybody', scope: 'any' },
  'POST /api/v1/cases': { roles: WRITERS, scope: 'cases:write' },
  'GET /api/v1/cases': { roles: 'all', scope: 'cases:read' },
  'GET /api/v1/cases/{caseId}': { roles: 'all', scope: 'cases:read' },
  'GET /api/v1/kept-cases': { roles: READERS, scope: 'cases:read' },
  'GET /api/v1/cases/{caseId}/hold': { roles: 'all', scope: 'cases:read' },
  'PUT /api/v1/cases/{caseId}/hold': { roles: KEEPERS, scope: null, fresh: true },
  'POST /api/v1/cases/{caseId}/hold/lift': { roles: KEEPERS, scope: null, fresh: true },
  'PUT /api/v1/cases/{caseId}/archive': { roles: 'all', scope: null },
  'DELETE /api/v1/cases/{caseId}/archive': { roles: 'all', scope: null },
  'POST /api/v1/cases/{caseId}/delete': { roles: KEEPERS, scope: null, fresh: true },
  'GET /api/v1/cases/{caseId}/grants': { roles: 'all', scope: 'cases:read' },
  'PUT /api/v1/cases/{caseId}/grants/{memberId}': { roles: 'all', scope: null },
  'DELETE /api/v1/cases/{caseId}/grants/{memberId}': { roles: 'all', scope: null },
  'PUT /api/v1/cases/{caseId}/key': { roles: 'all', scope: null },
  'POST /api/v1/cases/{caseId}/raw-logs': { roles: 'all', scope: null },
  'GET /api/v1/cases/{caseId}/raw-logs': { roles: 'all', scope: 'cases:read' },
  'GET /api/v1/cases/{caseId}/raw-logs/{uploadId}': { roles: 'all', scope: 'cases:read' },
  'DELETE /api/v1/cases/{caseId}/raw-logs/{uploadId}': { roles: 'all', scope: null },
  'PUT /api/v1/cases/{caseId}/raw-logs/{uploadId}/pieces/{digest}': { roles: 'all', scope: null },
  'GET /api/v1/cases/{caseId}/raw-logs/{uploadId}/pieces/{digest}': {
    roles: 'all',
    scope: 'cases:read',
  },
  'PUT /api/v1/cases/{caseId}/raw-logs/{uploadId}/readable': { roles: 'all', scope: null },
  'DELETE /api/v1/cases/{caseId}/raw-logs/{uploadId}/readable': { roles: 'all', scope: null },
  'GET /api/v1/cases/{caseId}/raw-logs/{uploadId}/records': {
    roles: 'all',
    scope: null,
    fresh: true,
  },
  'GET /api/v1/cases/{caseId}/raw-logs/{uploadId}/search': {
    roles: 'all',
    scope: null,
    fresh: true,
  },
  'GET /api/v1/readable-logs': { roles: 'all', scope: null },
  'GET /api/v1/raw-logs': { roles: 'all', scope: null },
  'POST /api/v1/cases/{caseId}/push': { roles: 'all', scope: 'cases:write' },
  'GET /api/v1/cases/{caseId}/pull': { roles: 'all', scope: 'cases:read' },
  'GET /api/v1/audit/checkpoint': { roles: 'all', scope: 'audit:read' },
  'GET /api/v1/audit/entries': { roles: READERS, scope: 'audit:read' },
  'GET /api/v1/audit/archives': { roles: READERS, scope: 'audit:read' },
  'GET /api/v1/audit/archives/{first}': { roles: READERS, scope: 'audit:read' },
  'GET /api/v1/audit/frontier': { roles: READERS, scope: 'audit:read' },
  'GET /api/v1/audit/entries/{seq}': { roles: READERS, scope: 'audit:read' },
  'GET /api/v1/deployments/board': { roles: 'all', scope: 'deployments:read' },
  'GET /api/v1/deployments/{deploymentId}/events': { roles: 'all', scope: 'deployments:read' },
  'POST /api/v1/deployments/{deploymentId}/observations': {
    roles: RESPONDERS,
    scope: 'deployments:write',
  },
  'POST /api/v1/deployments/{deploymentId}/judgements': { roles: DEPLOYERS, scope: null },
  'POST /api/v1/deployments/{deploymentId}/cancel': { roles: DEPLOYERS, scope: null },
  'POST /api/v1/environments': { roles: ['admin'], scope: null },
  'GET /api/v1/environments/{environmentId}': { roles: 'all', scope: 'deployments:read' },
  'PUT /api/v1/environments/{environmentId}': { roles: ['admin'], scope: null },
  'POST /api/v1/environments/{environmentId}/deployments': { roles: DEPLOYERS, scope: null },
  'POST /api/v1/environments/{environmentId}/rollback': { roles: DEPLOYERS, scope: null },
  'POST /api/v1/environments/{environmentId}/pause': { roles: DEPLOYERS, scope: null },
  'POST /api/v1/environments/{environmentId}/resume': { roles: DEPLOYERS, scope: null },
  'GET /api/v1/environments/{environmentId}/pack': { roles: 'all', scope: 'deployments:read' },
  'POST /api/v1/packs': { roles: DEPLOYERS, scope: 'deployments:write' },
  'GET /api/v1/packs/{digest}': { roles: 'all', scope: 'deployments:read' },
  'POST /api/v1/releases': { roles: DEPLOYERS, scope: 'deployments:write' },
  'POST /api/v1/freezes': { roles: DEPLOYERS, scope: null },
  'PUT /api/v1/freezes/{freezeId}': { roles: DEPLOYERS, scope: null },
  'POST /api/v1/freezes/{freezeId}/override': { roles: DEPLOYERS, scope: null },
  'DELETE /api/v1/freezes/{freezeId}': { roles: DEPLOYERS, scope: null },
  'POST /api/v1/incidents': { roles: RESPONDERS, scope: 'deployments:write' },
  'POST /api/v1/incidents/{incidentId}/close': { roles: RESPONDERS, scope: 'deployments:write' },
};
