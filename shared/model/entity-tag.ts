import { canonicalJson, type Json } from './canonical-json.ts';

/** SHA-256 of text, base64url. */
export type TextHash = (text: string) => string;

/** A tag of a text as it is (RFC 9110, section 8.8.3). */
export const tagOfText = (text: string, hash: TextHash): string => `"${hash(text).slice(0, 27)}"`;

/**
 * The entity tag of something that is changed with `If-Match`: the same for the same value, so that who has read it in a list,
 * which has a tag of its own only as a whole, has its tag too.
 */
export function entityTagOf(value: unknown, hash: TextHash): string {
  const json: Json = JSON.parse(JSON.stringify(value));
  return tagOfText(canonicalJson(json), hash);
}
