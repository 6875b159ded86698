/** What the team server says of itself, by `npm run build:tenant-client`: not written by hand. */
export interface CasesOperations {
  /** Shares a case; whoever shares it manages who has it. */
  'POST /api/v1/cases': {
    given: {
      headers?: { 'idempotency-key'?: string };
      body: { caseId: string; sealedName: string; generation: number; sealedKey: string };
    };
    answers: { 204: null };
    refusals: 400 | 401 | 403 | 409 | 410;
  };
  /** Cases that this member has, latest first; those that are archived only when asked for. */
  'GET /api/v1/cases': {
    given: { query?: { cursor?: string; archived?: string } };
    answers: {
      200: {
        cases: {
          caseId: string;
          sealedName: string;
          generation: number;
          sealedKey: string;
          access: 'read' | 'write' | 'manage';
          hold: { reason: string; by: string; at: string } | null;
          archivedAt: string | null;
        }[];
        next: string | null;
      };
    };
    refusals: 400 | 401 | 403;
  };
  /** A case that this member has. */
  'GET /api/v1/cases/{caseId}': {
    given: { path: { caseId: string } };
    answers: {
      200: {
        caseId: string;
        sealedName: string;
        generation: number;
        sealedKey: string;
        access: 'read' | 'write' | 'manage';
        hold: { reason: string; by: string; at: string } | null;
        archivedAt: string | null;
      };
    };
    refusals: 400 | 401 | 403 | 404 | 410;
  };
  /** Who has a case. */
  'GET /api/v1/cases/{caseId}/grants': {
    given: { path: { caseId: string } };
    answers: {
      200: {
        grants: {
          memberId: string;
          name: string;
          access: 'read' | 'write' | 'manage';
          left: boolean;
        }[];
      };
    };
    refusals: 400 | 401 | 403 | 404;
  };
  /** Gives a member access to a case, with its key sealed for that member; the tag that goes with it as If-Match is that of the access before. */
  'PUT /api/v1/cases/{caseId}/grants/{memberId}': {
    given: {
      path: { caseId: string; memberId: string };
      headers?: { 'idempotency-key'?: string; 'if-match'?: string };
      body: { access: 'read' | 'write' | 'manage'; generation: number; sealedKey: string };
    };
    answers: { 204: null };
    refusals: 400 | 401 | 403 | 404 | 412;
  };
  /** Takes access to a case from a member. */
  'DELETE /api/v1/cases/{caseId}/grants/{memberId}': {
    given: { path: { caseId: string; memberId: string }; headers?: { 'idempotency-key'?: string } };
    answers: { 204: null };
    refusals: 400 | 401 | 403 | 404;
  };
  /** Gives a case another key, and takes it from everybody who is not named. */
  'PUT /api/v1/cases/{caseId}/key': {
    given: {
      path: { caseId: string };
      headers?: { 'idempotency-key'?: string };
      body: {
        generation: number;
        sealedName: string;
        keys: { memberId: string; sealedKey: string }[];
      };
    };
    answers: { 204: null };
    refusals: 400 | 401 | 403 | 404 | 409;
  };
  /** All cases of the team by their ids, latest first, for who decides how they are kept. */
  'GET /api/v1/kept-cases': {
    given: { query?: { cursor?: string } };
    answers: {
      200: {
        cases: {
          hold: { reason: string; by: string; at: string } | null;
          archivedAt: string | null;
          caseId: string;
          sharedBy: string;
          sharedAt: string;
        }[];
        next: string | null;
      };
    };
    refusals: 400 | 401 | 403;
  };
  /** The legal hold on a case; its entity tag goes with a change of it as If-Match. */
  'GET /api/v1/cases/{caseId}/hold': {
    given: { path: { caseId: string } };
    answers: { 200: { hold: { reason: string; by: string; at: string } | null } };
    refusals: 400 | 401 | 403 | 404;
  };
  /** Places a legal hold: from now on nothing of the case is deleted, by nobody and no job. */
  'PUT /api/v1/cases/{caseId}/hold': {
    given: {
      path: { caseId: string };
      headers?: { 'idempotency-key'?: string; 'if-match'?: string };
      body: { reason: string };
    };
    answers: { 204: null };
    refusals: 400 | 401 | 403 | 404 | 412;
  };
  /** Lifts the legal hold on a case, for a reason that is kept. */
  'POST /api/v1/cases/{caseId}/hold/lift': {
    given: {
      path: { caseId: string };
      headers?: { 'idempotency-key'?: string; 'if-match'?: string };
      body: { reason: string };
    };
    answers: { 204: null };
    refusals: 400 | 401 | 403 | 404 | 412;
  };
  /** Deletes a case from the server for good, for a reason that is kept; who had it is told. */
  'POST /api/v1/cases/{caseId}/delete': {
    given: {
      path: { caseId: string };
      headers?: { 'idempotency-key'?: string };
      body: { reason: string };
    };
    answers: { 204: null };
    refusals: 400 | 401 | 403 | 404 | 409;
  };
  /** Archives a case: read only, and out of everyday lists. */
  'PUT /api/v1/cases/{caseId}/archive': {
    given: { path: { caseId: string }; headers?: { 'idempotency-key'?: string } };
    answers: { 204: null };
    refusals: 400 | 401 | 403 | 404;
  };
  /** Brings an archived case back. */
  'DELETE /api/v1/cases/{caseId}/archive': {
    given: { path: { caseId: string }; headers?: { 'idempotency-key'?: string } };
    answers: { 204: null };
    refusals: 400 | 401 | 403 | 404;
  };
}
