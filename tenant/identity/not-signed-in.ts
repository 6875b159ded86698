import { Failure } from '../../shared/model/failure.ts';

/** The same for everything that is wrong with a token, a key or a proof: nobody learns which part was right. */
export function notSignedIn(): Failure {
  return new Failure(
    'NOT_SIGNED_IN',
    'Sign in first: the token or key that came is missing, wrong or no longer good.',
  );
}
