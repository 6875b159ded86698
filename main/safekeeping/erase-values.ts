import { Failure } from '#shared/model/failure.ts';
import type { OpenCase } from '../open-case.ts';
import { forgetDataMap } from './data-map.ts';
import { keepingOf, requireNoHold } from './keeping.ts';

type Tell = Parameters<OpenCase['rewrite']>[3];
type Erased = Awaited<ReturnType<OpenCase['rewrite']>>;

/** Shorter values would take parts out of everything. */
const SHORTEST = 3;

/**
 * Takes values out of a case for good, wherever and in whatever encoding they stand, and leaves a signed tombstone
 * that names the places and the reason, not the values. Throws CASE_ON_HOLD, VALUE_TOO_SHORT, REWRITE_BUSY, CANCELLED.
 */
export async function eraseValues(
  open: OpenCase,
  given: readonly string[],
  reason: string,
  signal: AbortSignal,
  tell: Tell,
): Promise<Erased> {
  requireNoHold(keepingOf(await open.caseValues(), await open.teamHold()), 'erased');
  const values = valuesToErase(given);
  const erased = await open.rewrite({ what: 'erased', values }, reason, signal, tell);
  // It counted what is not there any more.
  await forgetDataMap(open);
  return erased;
}

/** What erasing values would take, and change nothing. Throws VALUE_TOO_SHORT, REWRITE_BUSY, CANCELLED. */
export function previewErasure(
  open: OpenCase,
  given: readonly string[],
  signal: AbortSignal,
  tell: (done: number, total: number) => void,
): ReturnType<OpenCase['previewRewrite']> {
  const values = valuesToErase(given);
  return open.previewRewrite({ what: 'erased', values }, signal, tell);
}

function valuesToErase(given: readonly string[]): string[] {
  const values = [...new Set(given.map((value) => value.trim()))].filter((value) => value !== '');
  const short = values.find((value) => value.length < SHORTEST);
  if (values.length === 0 || short !== undefined) {
    throw new Failure(
      'VALUE_TOO_SHORT',
      `Each value to erase must have at least ${SHORTEST} characters, or parts of everything would go. Nothing was erased.`,
    );
  }
  return values;
}
