/** What the team server says of itself, by `npm run build:tenant-client`: not written by hand. */
export interface GraphqlOperations {
  /** Reads by GraphQL, what REST gives; its schema is asked for by introspection. */
  'POST /api/v1/graphql': {
    given: {
      headers?: { 'idempotency-key'?: string };
      body: {
        query: string;
        operationName?: string | null;
        variables?: Record<string, unknown> | null;
      };
    };
    answers: { 200: { data: unknown; errors?: unknown[] } };
    refusals: 400 | 401 | 403;
  };
}
