/** What the team server says of itself, by `npm run build:tenant-client`: not written by hand. */
export interface JobsOperations {
  /** How the work stands that is done apart from requests, and what of it was given up. */
  'GET /api/v1/jobs': {
    given: { query?: { cursor?: string } };
    answers: {
      200: {
        kinds: {
          kind: string;
          schedule: string | null;
          waiting: number;
          running: number;
          doneAt: string | null;
        }[];
        dead: {
          jobId: string;
          kind: string;
          about: Record<string, string>;
          tries: number;
          diedAt: string;
          why: string | null;
        }[];
        next: string | null;
      };
    };
    refusals: 400 | 401 | 403;
  };
  /** Does jobs anew that were given up. */
  'POST /api/v1/jobs/redrive': {
    given: { headers?: { 'idempotency-key'?: string }; body: { jobIds?: string[] } };
    answers: { 200: { count: number } };
    refusals: 400 | 401 | 403;
  };
}
