import type { Json } from './canonical-json.ts';

/**
 * Two people changed the same thing, neither knowing of the other. The later by the clock is in force, the other is
 * kept here until somebody settles it.
 */
export interface Conflict {
  /** `finding`, `case`, `incident` …: which kind of thing. */
  readonly entity: string;
  readonly id: string;
  /** Which of its values; null: it was removed by one and edited by the other, and the edit stands. */
  readonly field: string | null;
  readonly inForce: ConflictSide;
  readonly kept: ConflictSide;
}

export interface ConflictSide {
  /** Id of the journal entry. */
  readonly entry: string;
  readonly author: string;
  /** RFC 3339 UTC. */
  readonly at: string;
  readonly value: Json;
}
