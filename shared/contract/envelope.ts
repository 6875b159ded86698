/**
 * What crosses the contract when something goes wrong. `code` is stable and machine-readable
 * (`CASE_LOCKED`), `message` one plain sentence for a person, `details` facts for the page to show
 * (file, line, position). Never a stack trace, never log text, never a secret.
 */
export interface ContractError {
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, string | number | boolean | null>>;
  readonly retryable: boolean;
  readonly traceId: string;
}

export type Envelope<T> =
  | { readonly ok: true; readonly data: T }
  | { readonly ok: false; readonly error: ContractError };

/** Page to main. `id` is chosen by the page and names the call until its reply. */
export type Request =
  | { readonly type: 'call'; readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly type: 'cancel'; readonly id: number };

/** Main to page. A stream is a call that sends items before its reply. */
export type Response =
  | { readonly type: 'item'; readonly id: number; readonly item: unknown }
  | { readonly type: 'reply'; readonly id: number; readonly envelope: Envelope<unknown> };

/** Largest request that is looked at, in bytes of JSON. Uploads go another way. */
export const MAX_REQUEST_BYTES = 1024 * 1024;
