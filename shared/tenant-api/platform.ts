/** What the team server says of itself, by `npm run build:tenant-client`: not written by hand. */
export interface PlatformOperations {
  /** Whether the process answers. */
  'GET /healthz': {
    given: Record<string, never>;
    answers: { 200: { status: 'alive' } };
    refusals: never;
  };
  /** Whether the server can do its work: its database answers, and it is not ending. */
  'GET /readyz': {
    given: Record<string, never>;
    answers: { 200: { status: 'ready' } };
    refusals: 503;
  };
  /** Figures for Prometheus; from another machine with the token of the configuration. */
  'GET /metrics': {
    given: Record<string, never>;
    answers: { 200: string };
    refusals: 403;
  };
}
