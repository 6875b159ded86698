import { cancelled, type Failure } from '#shared/model/failure.ts';
import type { Origin } from './pile-item.ts';
import type { PileLimits } from './pile-limits.ts';
import { archiveBomb } from './refusals.ts';

/** What one dropped file may still cost: counted over everything inside it, however deep. */
export interface Budget {
  /** Counts one more member; throws `ARCHIVE_BOMB` past the limit. */
  countMember(): void;
  /** Counts bytes that came out of a decompressor or a member; throws `ARCHIVE_BOMB` past the limit. */
  spend(bytes: number): void;
  /** The refusal that `countMember` or `spend` threw: nothing more of this file is read. */
  refusal(): Failure | null;
}

/** What every step of reading one dropped file needs to know. */
export interface Work {
  readonly limits: PileLimits;
  readonly signal: AbortSignal;
  readonly budget: Budget;
  /** When one member is looked for, its path: everything else is passed over unopened. */
  readonly wanted: readonly string[] | null;
  /** Bytes of an origin, found again from the start. */
  reopen(origin: Origin, signal: AbortSignal): AsyncIterable<Buffer>;
}

/**
 * A budget for a file of `onDisk` bytes. The total matters beside the ratio of each decompressor: a zip
 * whose members overlap (Fifield 2019) or nest makes terabytes of members that are harmless one by one.
 */
export function createBudget(path: string, onDisk: number, limits: PileLimits): Budget {
  let members = 0;
  let out = 0;
  let refusal: Failure | null = null;
  const most = Math.max(limits.ratioFrom, limits.maxRatio * onDisk);
  const refuse = (what: string, details: Record<string, number>): never => {
    refusal = archiveBomb(path, what, details);
    throw refusal;
  };
  return {
    countMember() {
      members += 1;
      if (members <= limits.maxMembers) return;
      refuse(`has more than ${limits.maxMembers} members`, { limit: limits.maxMembers });
    },
    spend(bytes) {
      out += bytes;
      if (out <= most) return;
      refuse(`unpacks to more than ${limits.maxRatio} times its size`, { limit: limits.maxRatio });
    },
    refusal: () => refusal,
  };
}

/** Throws `CANCELLED` once the signal is aborted. */
export function checkSignal(signal: AbortSignal): void {
  if (signal.aborted) throw cancelled();
}
