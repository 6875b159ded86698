import { failureOf } from './case-file.ts';

/** The operations of a thread on a case, with errors of SQLite, which name no file and no remedy, as failures that do. */
export function withReadableErrors<O extends object>(operations: O, path: string): O {
  const tell = (error: unknown): never => {
    throw failureOf(error, path);
  };
  const wrapped = Object.entries(operations).map(([name, run]) => [
    name,
    (input: unknown): unknown => {
      try {
        const value: unknown = run(input);
        return value instanceof Promise ? value.catch(tell) : value;
      } catch (error) {
        return tell(error);
      }
    },
  ]);
  return Object.fromEntries(wrapped);
}

/** What `work` on a case gives; errors of SQLite are thrown as failures that name the file and what to do. */
export function withReadableError<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw failureOf(error, path);
  }
}
