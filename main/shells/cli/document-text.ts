import { Failure } from '#shared/model/failure.ts';

/** A document as lines of `name: value`, lists as rows. */
export function documentText(document: unknown, indent = ''): string {
  if (typeof document !== 'object' || document === null) {
    throw new Failure('INTERNAL', 'There is nothing to print.');
  }
  return Object.entries(document)
    .flatMap(([name, value]) => {
      if (value === null) return [];
      if (Array.isArray(value)) {
        if (value.length === 0) return [`${indent}${name}: none`];
        return [
          `${indent}${name}:`,
          ...value.map((one) =>
            typeof one === 'object' ? `${documentText(one, `${indent}  `)}\n` : `${indent}  ${one}`,
          ),
        ];
      }
      if (typeof value === 'object')
        return [`${indent}${name}:`, documentText(value, `${indent}  `)];
      return [`${indent}${name}: ${value}`];
    })
    .join('\n');
}
