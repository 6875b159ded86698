import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

const traces = new AsyncLocalStorage<string>();

/** Runs what a person asked for as one trace: everything that the team server does for it goes by one number. */
export function asOneTrace<T>(work: () => T): T {
  return traces.run(randomBytes(16).toString('hex'), work);
}

/** Header of a request that says which trace it belongs to (W3C Trace Context, `traceparent`). */
export function traceParent(): string {
  const id = traces.getStore() ?? randomBytes(16).toString('hex');
  return `00-${id}-${randomBytes(8).toString('hex')}-01`;
}
