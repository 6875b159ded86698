/** What the team server says of itself, by `npm run build:tenant-client`: not written by hand. */
export interface SyncOperations {
  /** Takes sealed entries of a copy of a case, under the copy's own numbers. */
  'POST /api/v1/cases/{caseId}/push': {
    given: {
      path: { caseId: string };
      headers?: { 'idempotency-key'?: string };
      body: {
        client: string;
        epoch: string | null;
        first: number;
        entries: {
          id: string;
          generation: number;
          digest: string;
          before: string | null;
          sealed: string;
        }[];
      };
    };
    answers: {
      200: {
        is: 'done';
        epoch: string;
        outcomes: (
          | { is: 'applied' }
          | { is: 'known' }
          | { is: 'refused'; code: 'READ_ONLY' | 'TOO_LARGE' | 'CONTRADICTION' | 'BEFORE_MISSING' }
        )[];
      };
      409:
        | { is: 'gap'; epoch: string; expected: number }
        | { is: 'reused'; epoch: string }
        | { is: 'restored'; epoch: string }
        | { is: 'archived'; epoch: string };
    };
    refusals: 400 | 401 | 402 | 403 | 404 | 413;
  };
  /** Gives sealed entries of a case after a cursor, in their order. */
  'GET /api/v1/cases/{caseId}/pull': {
    given: { path: { caseId: string }; query: { cursor: number; limit?: number; epoch?: string } };
    answers: {
      200: {
        is: 'page';
        epoch: string;
        entries: {
          seq: number;
          entry: {
            id: string;
            generation: number;
            digest: string;
            before: string | null;
            sealed: string;
          };
        }[];
        upto: number;
        more: boolean;
      };
      409:
        | { is: 'gap'; epoch: string; expected: number }
        | { is: 'reused'; epoch: string }
        | { is: 'restored'; epoch: string }
        | { is: 'archived'; epoch: string };
    };
    refusals: 400 | 401 | 403 | 404 | 413;
  };
}
