/** What the team server says of itself, by `npm run build:tenant-client`: not written by hand. */
export interface RetentionOperations {
  /** How many days the team has kept what is forgotten by itself; its entity tag goes with a change of it as If-Match. */
  'GET /api/v1/retention': {
    given: Record<string, never>;
    answers: {
      200: { deliveries: number; sessions: number; answers: number; audit: number | null };
    };
    refusals: 400 | 401 | 403;
  };
  /** Sets how many days that is; what is older is forgotten within the hour. */
  'PUT /api/v1/retention': {
    given: {
      headers?: { 'idempotency-key'?: string; 'if-match'?: string };
      body: { deliveries: number; sessions: number; answers: number; audit?: number | null };
    };
    answers: { 204: null };
    refusals: 400 | 401 | 403 | 412;
  };
}
