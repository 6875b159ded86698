/** What the team server says of itself, by `npm run build:tenant-client`: not written by hand. */
export interface DevicesOperations {
  /** Devices that members signed in on: all of the team for an admin, else her own. */
  'GET /api/v1/devices': {
    given: Record<string, never>;
    answers: {
      200: {
        devices: {
          sessionId: string;
          memberId: string;
          member: string;
          device: string;
          seenAt: string;
          signedIn: boolean;
          isThis: boolean;
          wipe: {
            state: 'ordered' | 'done' | 'withdrawn';
            by: string;
            at: string;
            reason: string;
            receipt: { cases: number; held: number; unsent: number; filesLeft: number } | null;
          } | null;
        }[];
      };
    };
    refusals: 400 | 401 | 403;
  };
  /** Signs a member out on one of her devices, at once. */
  'DELETE /api/v1/members/{memberId}/sessions/{sessionId}': {
    given: {
      path: { memberId: string; sessionId: string };
      headers?: { 'idempotency-key'?: string };
    };
    answers: { 200: { ended: number } };
    refusals: 400 | 401 | 403 | 404;
  };
  /** Signs a member out on all her devices, but not on the one that asks. */
  'DELETE /api/v1/members/{memberId}/sessions': {
    given: { path: { memberId: string }; headers?: { 'idempotency-key'?: string } };
    answers: { 200: { ended: number } };
    refusals: 400 | 401 | 403 | 404;
  };
  /** Signs a device out, and orders that it removes the cases and credentials of the team. */
  'POST /api/v1/devices/{sessionId}/wipe': {
    given: {
      path: { sessionId: string };
      headers?: { 'idempotency-key'?: string };
      body: { reason: string };
    };
    answers: { 204: null };
    refusals: 400 | 401 | 403 | 404 | 409;
  };
  /** Withdraws the order that a device is wiped, if it has not been wiped yet. */
  'DELETE /api/v1/devices/{sessionId}/wipe': {
    given: { path: { sessionId: string }; headers?: { 'idempotency-key'?: string } };
    answers: { 204: null };
    refusals: 400 | 401 | 403 | 404 | 409;
  };
  /** Whether the device of the key that signs the proof is to be wiped. */
  'POST /api/v1/device/wipe': {
    given: { headers?: { 'idempotency-key'?: string }; body: { team: string } };
    answers: { 200: { order: { text: string; signature: string } | null } };
    refusals: 400 | 401 | 403;
  };
  /** What the device of the key that signs the proof has removed. */
  'POST /api/v1/device/wiped': {
    given: {
      headers?: { 'idempotency-key'?: string };
      body: {
        team: string;
        receipt: { wipeId: string; cases: number; held: number; unsent: number; filesLeft: number };
      };
    };
    answers: { 204: null };
    refusals: 400 | 401 | 403 | 404;
  };
}
