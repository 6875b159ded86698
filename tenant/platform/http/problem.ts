import { z } from 'zod';

/** How a request that was refused is answered: RFC 9457, `application/problem+json`. */
export const problem = z.strictObject({
  /** Address of what is told, the same for every problem of its code. */
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  /** For programs; what it means is said in `title`. */
  code: z.string(),
  /** Number of the request, to find it in the server's log. */
  request: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

export type Problem = z.output<typeof problem>;

/** Which status a failure's code is answered with; one that is not here is 400. */
const STATUS: Readonly<Record<string, number>> = {
  REQUEST_INVALID: 400,
  REQUEST_TOO_LARGE: 413,
  NOT_FOUND: 404,
  NOT_READY: 503,
  NOT_ALLOWED: 403,
  NOT_SIGNED_IN: 401,
  STEP_UP_REQUIRED: 401,
  SIGN_IN_WRONG: 401,
  SIGN_IN_PAUSED: 429,
  RATE_LIMITED: 429,
  PRECONDITION_FAILED: 412,
  SECOND_FACTOR_WRONG: 401,
  LINK_OVER: 410,
  PROVIDER_SILENT: 503,
  PROVIDER_REFUSED: 403,
  NOT_IN_GROUP: 403,
  EMAIL_UNVERIFIED: 403,
  NOT_INVITED: 403,
  MEMBER_GONE: 403,
  LINKED_OTHERWISE: 403,
  LIMIT_REACHED: 402,
  SUBSCRIPTION_LIVE: 409,
  NO_SUBSCRIPTION: 409,
  BILLING_REFUSED: 502,
  BILLING_UNREACHABLE: 503,
  IDEMPOTENCY_KEY_REUSED: 422,
  MEMBER_EXISTS: 409,
  SERVICE_ACCOUNT_EXISTS: 409,
  CASE_EXISTS: 409,
  CASE_KEY_CHANGED: 409,
  CASE_NOT_FOUND: 404,
  CASE_ON_HOLD: 409,
  CASE_DELETED: 410,
  CASE_ARCHIVED: 409,
  RAW_LOGS_EXIST: 409,
  RAW_LOGS_BROKEN: 409,
  RAW_LOGS_INCOMPLETE: 409,
  SERVER_MAY_NOT_READ: 403,
  PIECE_BROKEN: 422,
  ENVIRONMENT_EXISTS: 409,
  ENVIRONMENT_BUSY: 409,
  RELEASE_EXISTS: 409,
  DEPLOYMENT_MOVED_ON: 409,
};

/** Status of a failure with this code. */
export function statusOf(code: string): number {
  return STATUS[code] ?? 400;
}
