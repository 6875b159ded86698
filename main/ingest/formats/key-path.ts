import { isObject } from './field-values.ts';

/** A dotted path into a parsed line: the key as it stands first (`"log.level"`), else nested objects and positions in lists. */
export interface KeyPath {
  readonly path: string;
  readonly get: (record: Record<string, unknown>) => unknown;
}

export function keyPath(path: string): KeyPath {
  if (!path.includes('.')) return { path, get: (record) => record[path] };
  const steps = path.split('.');
  return {
    path,
    get(record) {
      const whole = record[path];
      if (whole !== undefined) return whole;
      let value: unknown = record;
      for (const step of steps) {
        if (Array.isArray(value)) value = value[Number(step)];
        else if (isObject(value)) value = value[step];
        else return undefined;
      }
      return value;
    },
  };
}
