import { z } from 'zod';
import { Failure } from '../../shared/model/failure.ts';
import { openSecret, sealSecret, type ServerKeys } from '../platform/index.ts';

const kept = z.strictObject({ until: z.number(), value: z.string() });

/** A value that a page carries from one step to the next, which nobody can read, change or take elsewhere. */
export function sealStep(
  keys: ServerKeys,
  purpose: string,
  value: string,
  { seconds, now = Date.now }: { seconds: number; now?: () => number },
): string {
  return sealSecret(keys, purpose, JSON.stringify({ until: now() + seconds * 1000, value }));
}

/** Undoes `sealStep`; null: it is of another step, was changed, or its time is over. */
export function openStep(
  keys: ServerKeys,
  purpose: string,
  sealed: string,
  now: () => number = Date.now,
): string | null {
  try {
    const { until, value } = kept.parse(JSON.parse(openSecret(keys, purpose, sealed)));
    return until > now() ? value : null;
  } catch (error) {
    if (error instanceof Failure || error instanceof z.ZodError) return null;
    throw error;
  }
}
