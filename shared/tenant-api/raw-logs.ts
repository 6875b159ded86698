/** What the team server says of itself, by `npm run build:tenant-client`: not written by hand. */
export interface RawLogsOperations {
  /** Announces raw logs of a case, sealed under its key, and gives which pieces are here. */
  'POST /api/v1/cases/{caseId}/raw-logs': {
    given: {
      path: { caseId: string };
      headers?: { 'idempotency-key'?: string };
      body: {
        uploadId: string;
        generation: number;
        sealed: string;
        pieces: { digest: string; bytes: number }[];
      };
    };
    answers: { 200: { pieces: { digest: string; bytes: number; here: boolean }[] } };
    refusals: 400 | 401 | 402 | 403 | 404 | 409 | 413;
  };
  /** Raw logs that were shared of a case, oldest first. */
  'GET /api/v1/cases/{caseId}/raw-logs': {
    given: { path: { caseId: string } };
    answers: {
      200: {
        rawLogs: {
          uploadId: string;
          generation: number;
          sealed: string;
          sharedBy: string;
          at: string;
          bytes: number;
          missing: number;
          readable: { version: string; masked: boolean } | null;
        }[];
      };
    };
    refusals: 400 | 401 | 403 | 404;
  };
  /** The pieces of raw logs in their order, and which of them are here. */
  'GET /api/v1/cases/{caseId}/raw-logs/{uploadId}': {
    given: { path: { caseId: string; uploadId: string } };
    answers: { 200: { pieces: { digest: string; bytes: number; here: boolean }[] } };
    refusals: 400 | 401 | 403 | 404;
  };
  /** Takes raw logs of a case back. */
  'DELETE /api/v1/cases/{caseId}/raw-logs/{uploadId}': {
    given: { path: { caseId: string; uploadId: string }; headers?: { 'idempotency-key'?: string } };
    answers: { 204: null };
    refusals: 400 | 401 | 403 | 404;
  };
  /** Takes a piece of raw logs, known by the SHA-256 of its bytes. */
  'PUT /api/v1/cases/{caseId}/raw-logs/{uploadId}/pieces/{digest}': {
    given: {
      path: { caseId: string; uploadId: string; digest: string };
      headers?: { 'idempotency-key'?: string };
      body: { sealed: string };
    };
    answers: { 204: null };
    refusals: 400 | 401 | 402 | 403 | 404 | 413 | 422;
  };
  /** Gives a piece of raw logs. */
  'GET /api/v1/cases/{caseId}/raw-logs/{uploadId}/pieces/{digest}': {
    given: { path: { caseId: string; uploadId: string; digest: string } };
    answers: { 200: { sealed: string } };
    refusals: 400 | 401 | 403 | 404;
  };
  /** Lets the server read raw logs, where a policy of the team allows that. */
  'PUT /api/v1/cases/{caseId}/raw-logs/{uploadId}/readable': {
    given: {
      path: { caseId: string; uploadId: string };
      headers?: { 'idempotency-key'?: string };
      body: {
        as: {
          environmentId: string;
          version: string;
          label: 'public' | 'internal' | 'confidential' | 'restricted';
          masked: boolean;
        };
        key: string;
        sources: { name: string; first: number; records: number }[];
        pages: { digest: string; bytes: number; records: number }[];
      };
    };
    answers: { 200: { pieces: { digest: string; bytes: number; here: boolean }[] } };
    refusals: 400 | 401 | 402 | 403 | 404 | 409 | 413;
  };
  /** Ends that the server may read raw logs; their sealed file stays. */
  'DELETE /api/v1/cases/{caseId}/raw-logs/{uploadId}/readable': {
    given: { path: { caseId: string; uploadId: string }; headers?: { 'idempotency-key'?: string } };
    answers: { 204: null };
    refusals: 400 | 401 | 403 | 404 | 409;
  };
  /** Raw logs that the server may read: of this member’s cases, of all for a lead or an admin. */
  'GET /api/v1/readable-logs': {
    given: Record<string, never>;
    answers: {
      200: {
        logs: {
          caseId: string;
          uploadId: string;
          sharedBy: string;
          at: string;
          version: string;
          masked: boolean;
          sources: { name: string; first: number; records: number }[];
        }[];
      };
    };
    refusals: 400 | 401 | 403 | 404 | 409;
  };
  /** Raw logs that lie here: of this member’s cases, of all for a lead or an admin, and which of them the server may read. */
  'GET /api/v1/raw-logs': {
    given: Record<string, never>;
    answers: {
      200: {
        rawLogs: {
          caseId: string;
          uploadId: string;
          sharedBy: string;
          at: string;
          bytes: number;
          missing: number;
          readable: {
            version: string;
            masked: boolean;
            sources: { name: string; first: number; records: number }[];
          } | null;
        }[];
      };
    };
    refusals: 400 | 401 | 403 | 404 | 409;
  };
  /** Records of raw logs that the server may read, in the order of their files. */
  'GET /api/v1/cases/{caseId}/raw-logs/{uploadId}/records': {
    given: {
      path: { caseId: string; uploadId: string };
      query?: { from?: number; limit?: number };
    };
    answers: {
      200: {
        records: ({ source: string; line: number } & Record<string, unknown>)[];
        next: number | null;
      };
    };
    refusals: 400 | 401 | 403 | 404 | 409;
  };
  /** Those of them that a text stands in, as far as one request looks. */
  'GET /api/v1/cases/{caseId}/raw-logs/{uploadId}/search': {
    given: {
      path: { caseId: string; uploadId: string };
      query: { from?: number; limit?: number; text: string };
    };
    answers: {
      200: {
        records: ({ source: string; line: number } & Record<string, unknown>)[];
        next: number | null;
      };
    };
    refusals: 400 | 401 | 403 | 404 | 409;
  };
}
