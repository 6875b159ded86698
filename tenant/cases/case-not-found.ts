import { Failure } from '../../shared/model/failure.ts';

/** The same for a case that is not there, one of another tenant and one that is not shared: nobody learns which. */
export function caseNotFound(): Failure {
  return new Failure(
    'CASE_NOT_FOUND',
    'The team server has no such case for you. What you have of it stays on this machine; ask who shared it.',
  );
}
