import type { Masking } from '../../privacy/index.ts';
import { bodyTexts } from './body-texts.ts';

/** A second look, at the bytes that would leave: masking what is masked changes nothing. */
export async function isMasked(masking: Masking, body: string): Promise<boolean> {
  if (body === '') return true;
  for (const text of bodyTexts(body) ?? [body]) {
    if ((await masking.mask(text)) !== text) return false;
  }
  return true;
}
