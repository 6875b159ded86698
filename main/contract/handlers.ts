import type { CallName, Item, Output, Received, StreamName } from '#shared/contract/index.ts';

export interface CallContext {
  /** Aborted when the page cancels the call, and when its connection closes. */
  readonly signal: AbortSignal;
}

export interface StreamContext<T> extends CallContext {
  emit(item: T): void;
}

/** One function for each call and stream of the contract. */
export type Handlers = {
  readonly [N in CallName]: (
    input: Received<N>,
    context: CallContext,
  ) => Output<N> | Promise<Output<N>>;
} & {
  readonly [N in StreamName]: (
    input: Received<N>,
    context: StreamContext<Item<N>>,
  ) => Promise<Output<N>>;
};
