/** What the team server says of itself, by `npm run build:tenant-client`: not written by hand. */
export interface IdentityOperations {
  /** Who asks. */
  'GET /api/v1/me': {
    given: Record<string, never>;
    answers: {
      200: {
        memberId: string;
        name: string;
        email: string;
        role: 'viewer' | 'analyst' | 'lead' | 'deployer' | 'auditor' | 'admin';
        team: string;
        sealingKey: string | null;
      };
    };
    refusals: 400 | 401 | 403;
  };
  /** Tells the key that others seal keys of cases with for this member. */
  'PUT /api/v1/me/sealing-key': {
    given: { headers?: { 'idempotency-key'?: string }; body: { sealingKey: string } };
    answers: { 204: null };
    refusals: 400 | 401 | 403;
  };
  /** The team. */
  'GET /api/v1/members': {
    given: Record<string, never>;
    answers: {
      200: {
        members: {
          memberId: string;
          name: string;
          email: string;
          role: 'viewer' | 'analyst' | 'lead' | 'deployer' | 'auditor' | 'admin';
          sealingKey: string | null;
        }[];
      };
    };
    refusals: 400 | 401 | 403;
  };
  /** Invites somebody; the link is told this once. */
  'POST /api/v1/invitations': {
    given: {
      headers?: { 'idempotency-key'?: string };
      body: {
        email: string;
        role: 'viewer' | 'analyst' | 'lead' | 'deployer' | 'auditor' | 'admin';
      };
    };
    answers: { 201: { link: string; expiresAt: string } };
    refusals: 400 | 401 | 402 | 403;
  };
  /** Keys of this member. */
  'GET /api/v1/api-keys': {
    given: Record<string, never>;
    answers: {
      200: {
        keys: {
          keyId: string;
          scopes: (
            | 'cases:read'
            | 'cases:write'
            | 'members:read'
            | 'audit:read'
            | 'deployments:read'
            | 'deployments:write'
          )[];
          expiresAt: string;
          ended: boolean;
          lastUsedOn: string | null;
          name: string;
        }[];
      };
    };
    refusals: 400 | 401 | 403;
  };
  /** Makes a key for a program of this member; the key is told this once. */
  'POST /api/v1/api-keys': {
    given: {
      headers?: { 'idempotency-key'?: string };
      body: {
        name: string;
        scopes: (
          | 'cases:read'
          | 'cases:write'
          | 'members:read'
          | 'audit:read'
          | 'deployments:read'
          | 'deployments:write'
        )[];
        days: number;
      };
    };
    answers: { 201: { keyId: string; key: string } };
    refusals: 400 | 401 | 403;
  };
  /** Makes another key in the place of one, which is good for a while more. */
  'POST /api/v1/api-keys/{keyId}/rotate': {
    given: {
      path: { keyId: string };
      headers?: { 'idempotency-key'?: string };
      body: { graceMinutes?: number; days?: number };
    };
    answers: { 201: { keyId: string; key: string } };
    refusals: 400 | 401 | 403 | 404;
  };
  /** Ends a key. */
  'DELETE /api/v1/api-keys/{keyId}': {
    given: { path: { keyId: string }; headers?: { 'idempotency-key'?: string } };
    answers: { 204: null };
    refusals: 400 | 401 | 403 | 404;
  };
  /** Devices that this member is signed in on. */
  'GET /api/v1/sessions': {
    given: Record<string, never>;
    answers: {
      200: {
        sessions: {
          sessionId: string;
          device: string;
          beganAt: string;
          seenAt: string;
          isThis: boolean;
        }[];
      };
    };
    refusals: 400 | 401 | 403;
  };
  /** Signs a device out at once. */
  'DELETE /api/v1/sessions/{sessionId}': {
    given: { path: { sessionId: string }; headers?: { 'idempotency-key'?: string } };
    answers: { 204: null };
    refusals: 400 | 401 | 403 | 404;
  };
  /** What this member can confirm with that it is her. */
  'GET /api/v1/me/second-factors': {
    given: Record<string, never>;
    answers: {
      200: {
        passkeys: { passkeyId: string; name: string; createdAt: string; usedAt: string | null }[];
        codeApp: boolean;
        recoveryCodes: number;
      };
    };
    refusals: 400 | 401 | 403;
  };
  /** Makes the link to the page on which a second factor is set up, good for minutes. */
  'POST /api/v1/me/second-factors/link': {
    given: { headers?: { 'idempotency-key'?: string } };
    answers: { 201: { link: string } };
    refusals: 400 | 401 | 403;
  };
  /** Takes a passkey away, or the code app (`code-app`). */
  'DELETE /api/v1/me/second-factors/{factorId}': {
    given: { path: { factorId: string }; headers?: { 'idempotency-key'?: string } };
    answers: { 204: null };
    refusals: 400 | 401 | 403 | 404;
  };
  /** Gives a member another role; the tag that goes with it as If-Match is that of the role before. */
  'PUT /api/v1/members/{memberId}/role': {
    given: {
      path: { memberId: string };
      headers?: { 'idempotency-key'?: string; 'if-match'?: string };
      body: { role: 'viewer' | 'analyst' | 'lead' | 'deployer' | 'auditor' | 'admin' };
    };
    answers: { 204: null };
    refusals: 400 | 401 | 403 | 404 | 412;
  };
  /** Takes the second factors of a member away who has lost them, and signs her out. */
  'DELETE /api/v1/members/{memberId}/second-factors': {
    given: { path: { memberId: string }; headers?: { 'idempotency-key'?: string } };
    answers: { 204: null };
    refusals: 400 | 401 | 403 | 404;
  };
  /** Lets a member go: out of everything at once, with sessions and keys. */
  'DELETE /api/v1/members/{memberId}': {
    given: { path: { memberId: string }; headers?: { 'idempotency-key'?: string } };
    answers: { 204: null };
    refusals: 400 | 401 | 403 | 404;
  };
  /** Service accounts of the team and their keys. */
  'GET /api/v1/service-accounts': {
    given: Record<string, never>;
    answers: {
      200: {
        accounts: {
          accountId: string;
          name: string;
          role: 'viewer' | 'analyst' | 'lead' | 'deployer' | 'auditor';
          madeBy: string;
          madeAt: string;
          keys: {
            keyId: string;
            scopes: (
              | 'cases:read'
              | 'cases:write'
              | 'members:read'
              | 'audit:read'
              | 'deployments:read'
              | 'deployments:write'
            )[];
            expiresAt: string;
            ended: boolean;
            lastUsedOn: string | null;
          }[];
        }[];
      };
    };
    refusals: 400 | 401 | 403;
  };
  /** Makes a service account with its first key, which is told this once. */
  'POST /api/v1/service-accounts': {
    given: {
      headers?: { 'idempotency-key'?: string };
      body: {
        name: string;
        role: 'viewer' | 'analyst' | 'lead' | 'deployer' | 'auditor';
        scopes: (
          | 'cases:read'
          | 'cases:write'
          | 'members:read'
          | 'audit:read'
          | 'deployments:read'
          | 'deployments:write'
        )[];
        days: number;
      };
    };
    answers: { 201: { keyId: string; key: string; accountId: string } };
    refusals: 400 | 401 | 403 | 409;
  };
  /** Gives a service account another role; the tag that goes with it as If-Match is that of the role before. */
  'PUT /api/v1/service-accounts/{accountId}/role': {
    given: {
      path: { accountId: string };
      headers?: { 'idempotency-key'?: string; 'if-match'?: string };
      body: { role: 'viewer' | 'analyst' | 'lead' | 'deployer' | 'auditor' };
    };
    answers: { 204: null };
    refusals: 400 | 401 | 403 | 404 | 412;
  };
  /** Ends a service account with all its keys. */
  'DELETE /api/v1/service-accounts/{accountId}': {
    given: { path: { accountId: string }; headers?: { 'idempotency-key'?: string } };
    answers: { 204: null };
    refusals: 400 | 401 | 403 | 404;
  };
  /** Makes another key of a service account, which is told this once. */
  'POST /api/v1/service-accounts/{accountId}/keys': {
    given: {
      path: { accountId: string };
      headers?: { 'idempotency-key'?: string };
      body: {
        scopes: (
          | 'cases:read'
          | 'cases:write'
          | 'members:read'
          | 'audit:read'
          | 'deployments:read'
          | 'deployments:write'
        )[];
        days: number;
      };
    };
    answers: { 201: { keyId: string; key: string } };
    refusals: 400 | 401 | 403 | 404;
  };
  /** Makes another key in the place of one, which is good for a while more. */
  'POST /api/v1/service-accounts/{accountId}/keys/{keyId}/rotate': {
    given: {
      path: { accountId: string; keyId: string };
      headers?: { 'idempotency-key'?: string };
      body: { graceMinutes?: number; days?: number };
    };
    answers: { 201: { keyId: string; key: string } };
    refusals: 400 | 401 | 403 | 404;
  };
  /** Ends a key of a service account. */
  'DELETE /api/v1/service-accounts/{accountId}/keys/{keyId}': {
    given: { path: { accountId: string; keyId: string }; headers?: { 'idempotency-key'?: string } };
    answers: { 204: null };
    refusals: 400 | 401 | 403 | 404;
  };
}
