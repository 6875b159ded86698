/** What the team server says of itself, by `npm run build:tenant-client`: not written by hand. */
export interface AuditOperations {
  /** Signed head of the audit log, with a proof that it goes on from a size known. */
  'GET /api/v1/audit/checkpoint': {
    given: { query?: { known?: number } };
    answers: {
      200: {
        key: string;
        checkpoint: string;
        proof: string[];
        restored: { body: string; proof: string[]; seq: number } | null;
      };
    };
    refusals: 400 | 401 | 403 | 404;
  };
  /** Entries of the audit log from a number on, each as it was hashed. */
  'GET /api/v1/audit/entries': {
    given: { query?: { from?: number; limit?: number } };
    answers: { 200: { bodies: string[]; more: boolean; first: number } };
    refusals: 400 | 401 | 403 | 404;
  };
  /** One entry, with a proof that it stands in the log of a size. */
  'GET /api/v1/audit/entries/{seq}': {
    given: { path: { seq: number }; query: { size: number } };
    answers: { 200: { body: string; proof: string[] } };
    refusals: 400 | 401 | 403 | 404;
  };
  /** What an export that begins after so many entries is checked from: the tree of those before. */
  'GET /api/v1/audit/frontier': {
    given: { query: { size: number } };
    answers: { 200: { size: number; peaks: string[] } };
    refusals: 400 | 401 | 403 | 404;
  };
  /** Archives of entries that are not in the audit log any more, earliest first. */
  'GET /api/v1/audit/archives': {
    given: Record<string, never>;
    answers: {
      200: {
        archives: {
          first: number;
          upto: number;
          since: string;
          until: string;
          archivedAt: string;
          by: string | null;
        }[];
      };
    };
    refusals: 400 | 401 | 403 | 404;
  };
  /** An archive: a signed export of entries from a number on, gzip. */
  'GET /api/v1/audit/archives/{first}': {
    given: { path: { first: number } };
    answers: { 200: { gzip: string } };
    refusals: 400 | 401 | 403 | 404;
  };
}
