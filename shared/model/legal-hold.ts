import { Failure } from './failure.ts';

/** CASE_ON_HOLD: a legal hold forbids what was to be done ("deleted", "erased from"); `reason`: why the case is held. */
export function onHold(reason: string, what: string): Failure {
  return new Failure(
    'CASE_ON_HOLD',
    `This case is under a legal hold (${reason}), so nothing was ${what}. Whoever may lift the hold must do that first.`,
    { hold: reason },
  );
}
