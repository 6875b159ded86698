import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { entityTagOf } from '#shared/model/entity-tag.ts';
import { Failure } from '#shared/model/failure.ts';

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** Headers that let a change of something be made only while it is as it was read; none: however it is. */
export type AsRead = { 'if-match'?: string };

/**
 * Changes something on the server that was read before, and only while it is as it was read (`If-Match`). Undefined: it was not
 * read, and is changed however it is. `tagged` gives what of it the tag is of. Throws CHANGED_MEANWHILE, which says what was
 * read and what is there now, as JSON, and what changing throws.
 */
export async function changing<T, R>(
  was: T | undefined,
  shape: z.ZodType<T>,
  change: (headers: AsRead) => Promise<R>,
  tagged: (value: T) => unknown = (value) => value,
): Promise<R> {
  try {
    return await change(was === undefined ? {} : { 'if-match': entityTagOf(tagged(was), hash) });
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'PRECONDITION_FAILED') throw error;
    const now = readNow(error.details['current'], shape);
    if (now === undefined) throw error;
    throw new Failure(
      'CHANGED_MEANWHILE',
      'Somebody has changed this since you have read it. Nothing of yours was written; both are kept below until you choose.',
      { was: JSON.stringify(was), now: JSON.stringify(now) },
    );
  }
}

/** Undefined: the server does not say what is there, or not so that it can be read. */
function readNow<T>(text: unknown, shape: z.ZodType<T>): T | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    return shape.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
