import { Failure } from '#shared/model/failure.ts';

/** A view or a source that is not there any more. */
export function viewGone(): Failure {
  return new Failure(
    'VIEW_GONE',
    'This result was made before the case changed. Search again.',
    {},
    { retryable: true },
  );
}
