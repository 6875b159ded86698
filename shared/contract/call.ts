import type { z } from 'zod';

/**
 * What must be true before a call runs: `open` always, `vault` an unlocked vault,
 * `case` an unlocked vault (or a passphrase case) and an open case.
 */
export type Access = 'open' | 'vault' | 'case';

/** One request and its answer. */
export interface CallSpec<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly kind: 'call';
  readonly access: Access;
  readonly input: I;
  readonly output: O;
}

/** One request, many items, and an answer when it ends. Cancelling it ends it with `CANCELLED`. */
export interface StreamSpec<
  I extends z.ZodType = z.ZodType,
  T extends z.ZodType = z.ZodType,
  O extends z.ZodType = z.ZodType,
> {
  readonly kind: 'stream';
  readonly access: Access;
  readonly input: I;
  readonly item: T;
  readonly output: O;
}

export type Spec = CallSpec | StreamSpec;

/** Declares a call of the contract. */
export function call<I extends z.ZodType, O extends z.ZodType>(
  access: Access,
  input: I,
  output: O,
): CallSpec<I, O> {
  return { kind: 'call', access, input, output };
}

/** Declares a stream of the contract. */
export function stream<I extends z.ZodType, T extends z.ZodType, O extends z.ZodType>(
  access: Access,
  input: I,
  item: T,
  output: O,
): StreamSpec<I, T, O> {
  return { kind: 'stream', access, input, item, output };
}
