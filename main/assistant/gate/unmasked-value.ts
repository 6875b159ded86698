import type { Masking } from '../../privacy/index.ts';

/** A value of JSON whose pseudonyms are turned back, in names and in texts. */
export async function unmaskedValue(value: unknown, masking: Masking): Promise<unknown> {
  if (typeof value === 'string') return masking.unmask(value);
  if (Array.isArray(value)) {
    return Promise.all(value.map((item) => unmaskedValue(item, masking)));
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(async ([name, item]) => [
      await masking.unmask(name),
      await unmaskedValue(item, masking),
    ]);
    return Object.fromEntries(await Promise.all(entries));
  }
  return value;
}
