import type { Json } from '#shared/model/canonical-json.ts';
import { Failure } from '#shared/model/failure.ts';
import { plainValue } from '#shared/playbook/functions.ts';
import type { PlaybookInput } from '#shared/playbook/playbook.ts';
import { parseQuery, parseTimeValue } from '#shared/query/index.ts';

type Inputs = Readonly<Record<string, PlaybookInput>>;

/**
 * The values that a playbook is run with, out of what was given as text or value; what is not given has its default.
 * Throws INPUT_UNKNOWN, INPUT_MISSING, INPUT_INVALID, each naming the input.
 */
export function readInputs(
  inputs: Inputs,
  given: Readonly<Record<string, Json>>,
  zone: string,
): Record<string, Json> {
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(inputs, name)) continue;
    const known = Object.keys(inputs).join(', ');
    throw new Failure(
      'INPUT_UNKNOWN',
      `There is no input "${name}". ${known === '' ? 'This playbook takes none' : `There are: ${known}`}.`,
      { input: name },
    );
  }
  return Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => {
      const value = Object.hasOwn(given, name) ? (given[name] ?? null) : null;
      if (value !== null && value !== '') return [name, readValue(name, input, value, zone)];
      if (input.default !== undefined) return [name, readValue(name, input, input.default, zone)];
      if (input.optional === true) return [name, null];
      throw new Failure('INPUT_MISSING', `The input "${name}" (${input.title}) must be given.`, {
        input: name,
      });
    }),
  );
}

function readValue(name: string, input: PlaybookInput, value: Json, zone: string): Json {
  const invalid = (why: string): Failure =>
    new Failure('INPUT_INVALID', `The input "${name}" (${input.title}) ${why}.`, { input: name });
  const text = plainValue(value);
  switch (input.type) {
    case 'number': {
      const number = typeof value === 'number' ? value : Number(text);
      if (!Number.isFinite(number)) throw invalid('is a number');
      return number;
    }
    case 'boolean':
      if (text !== 'true' && text !== 'false') throw invalid('is true or false');
      return text === 'true';
    case 'choice':
      if (input.options?.includes(text) === true) return text;
      throw invalid(`is one of: ${input.options?.join(', ') ?? ''}`);
    case 'time':
      if (parseTimeValue(text.trim(), zone) === null) {
        throw invalid('is a time, like 2026-03-12T14:07:00Z');
      }
      return text.trim();
    case 'query': {
      const parsed = parseQuery(text);
      if (!parsed.ok) throw invalid('is a query; this one cannot be read');
      return text;
    }
    case 'text':
      return text;
  }
}
