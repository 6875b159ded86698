import { Failure } from '#shared/model/failure.ts';

/** Cost of Argon2id (RFC 9106). `memoryKiB` in KiB. */
export interface Argon2Cost {
  readonly memoryKiB: number;
  readonly passes: number;
  readonly lanes: number;
}

export const ARGON2_COST: Argon2Cost = { memoryKiB: 64 * 1024, passes: 3, lanes: 4 };

/**
 * Bounds for costs read from a file: one who can write the file must neither weaken the derivation
 * nor make unlocking eat the machine.
 */
const FLOOR: Argon2Cost = { memoryKiB: 19 * 1024, passes: 2, lanes: 1 };
const CEILING: Argon2Cost = { memoryKiB: 1024 * 1024, passes: 10, lanes: 16 };

/** Throws VAULT_DAMAGED for a cost outside the bounds. */
export function checkCost(cost: Argon2Cost, path: string): void {
  for (const part of ['memoryKiB', 'passes', 'lanes'] as const) {
    if (!(cost[part] >= FLOOR[part] && cost[part] <= CEILING[part])) {
      throw new Failure(
        'VAULT_DAMAGED',
        `${path} asks for a key derivation (${part}) outside what is allowed. It was left as it is; restore it from a copy.`,
        { path, part },
      );
    }
  }
}
