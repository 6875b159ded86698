/** What the team server says of itself, by `npm run build:tenant-client`: not written by hand. */
export interface SubscriptionsOperations {
  /** The plan of the team, what it uses of it, and what it is warned of. */
  'GET /api/v1/subscription': {
    given: Record<string, never>;
    answers: {
      200: {
        subscription: {
          plan: string;
          title: string;
          standing: 'free' | 'live' | 'late' | 'ended';
          paidUntil: string | null;
          limits: { seats: number | null; storageBytes: number | null; aiTokens: number | null };
          usage: { seats: number; storageBytes: number; aiTokens: number };
          warnings: {
            limit: 'seats' | 'storageBytes' | 'aiTokens';
            percent: 80 | 100;
            used: number;
            most: number;
          }[];
          offers: {
            plan: string;
            title: string;
            limits: { seats: number | null; storageBytes: number | null; aiTokens: number | null };
          }[];
          days: { seats: number; storageBytes: number; aiTokens: number; day: string }[];
        } | null;
      };
    };
    refusals: 400 | 401 | 403;
  };
  /** What the team may use, signed, for desktops to check while they are offline. */
  'GET /api/v1/subscription/licence': {
    given: Record<string, never>;
    answers: { 200: { licence: string; key: { kty: 'OKP'; crv: 'Ed25519'; x: string } } };
    refusals: 400 | 401 | 403;
  };
  /** Tells how many AI tokens a profile of this member used by day. */
  'PUT /api/v1/subscription/ai-usage': {
    given: {
      headers?: { 'idempotency-key'?: string };
      body: { client: string; days: { day: string; tokens: number }[] };
    };
    answers: { 204: null };
    refusals: 400 | 401 | 403;
  };
  /** Makes a page on which a plan is bought. */
  'POST /api/v1/subscription/checkout': {
    given: { headers?: { 'idempotency-key'?: string }; body: { plan: string; seats: number } };
    answers: { 201: { page: string } };
    refusals: 400 | 401 | 403 | 404 | 409 | 502 | 503;
  };
  /** Makes a page on which the subscription, its seats and bills are looked after. */
  'POST /api/v1/subscription/portal': {
    given: { headers?: { 'idempotency-key'?: string } };
    answers: { 201: { page: string } };
    refusals: 400 | 401 | 403 | 404 | 409 | 502 | 503;
  };
  /** Takes signed messages of who takes the money. */
  'POST /api/v1/subscription/events': {
    given: { headers?: { 'idempotency-key'?: string } };
    answers: { 204: null };
    refusals: 400 | 404;
  };
}
