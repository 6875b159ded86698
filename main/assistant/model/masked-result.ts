import type { Json } from '#shared/model/canonical-json.ts';
import type { Masking } from '../../privacy/index.ts';

/** Characters that a model is given: of a record's whole text, of any other text, and of a result. */
const LONGEST_WHOLE = 8000;
const LONGEST_TEXT = 600;
const LONGEST_RESULT = 40_000;

/**
 * What a tool found as a model may see it: masked while whole, and cut after that, so that no half of a secret stands at
 * a cut end that would not be known for one.
 */
export async function maskedResult(found: Json, masking: Masking): Promise<Json> {
  const masked = cutTexts(await masking.maskValue(found));
  const text = JSON.stringify(masked);
  if (text.length <= LONGEST_RESULT) return masked;
  return {
    cut: true,
    note: 'There is more than can be shown. Ask for less: a narrower query, a shorter time, a smaller limit.',
    beginning: text.slice(0, LONGEST_RESULT),
  };
}

function cutTexts(value: Json, longest = LONGEST_TEXT): Json {
  if (typeof value === 'string') {
    return value.length > longest ? `${value.slice(0, longest)}…` : value;
  }
  if (Array.isArray(value)) return value.map((item) => cutTexts(item));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        name,
        cutTexts(item, name === 'text' ? LONGEST_WHOLE : LONGEST_TEXT),
      ]),
    );
  }
  return value;
}
