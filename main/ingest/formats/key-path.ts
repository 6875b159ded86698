import { isObject } from './field-values.ts';

/**
 * A dotted path into a parsed line: the key as it stands first (`"log.level"`), else nested objects and
 * positions in lists. A step `name#` is the first element of a list.
 */
export interface KeyPath {
  readonly path: string;
  readonly get: (record: Record<string, unknown>) => unknown;
}

export function keyPath(path: string): KeyPath {
  if (!path.includes('.') && !path.endsWith('#')) return { path, get: (record) => record[path] };
  const steps = path.split('.');
  return {
    path,
    get(record) {
      const whole = record[path];
      if (whole !== undefined) return whole;
      let value: unknown = record;
      for (const step of steps) {
        if (Array.isArray(value)) value = value[Number(step)];
        else if (!isObject(value)) return undefined;
        else value = step.endsWith('#') ? firstOf(value[step.slice(0, -1)]) : value[step];
      }
      return value;
    },
  };
}

function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : undefined;
}
