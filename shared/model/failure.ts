/** Facts that go with a failure: file, line, limit. Values are shown to a person as they are. */
export type FailureDetails = Readonly<Record<string, string | number | boolean | null>>;

/**
 * An error that a person is meant to read. Services throw it; the router turns it into the
 * contract's error, and anything else into `INTERNAL` without its text, because an unexpected
 * error may carry log text or a secret.
 */
export class Failure extends Error {
  readonly code: string;
  readonly details: FailureDetails;
  readonly retryable: boolean;

  constructor(
    code: string,
    message: string,
    details: FailureDetails = {},
    options: { readonly retryable?: boolean; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Failure';
    this.code = code;
    this.details = details;
    this.retryable = options.retryable ?? false;
  }
}

/** The failure that a cancelled call ends with. */
export function cancelled(): Failure {
  return new Failure('CANCELLED', 'Cancelled.', {}, { retryable: true });
}
