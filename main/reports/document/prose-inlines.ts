import type { Inline } from './document.ts';

const MARKED =
  /\*\*([^*\n]+)\*\*|`([^`\n]+)`|\[([^\]\n]+)\]\((https?:\/\/[^\s)]+|#record-\d{1,6})\)|(?<![\w*])\*([^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])/g;

const CITED = '#record-';

/** `**strong**`, `*stressed*`, `` `code` `` and `[words](address)` of a line; an address stands behind its words, and so does the number of a cited record. */
export function inlines(text: string): Inline[] {
  const pieces: Inline[] = [];
  let at = 0;
  for (const match of text.matchAll(MARKED)) {
    if (match.index > at) pieces.push({ text: text.slice(at, match.index) });
    const [whole, strong, mono, words, address, stressed] = match;
    if (strong !== undefined) pieces.push({ strong });
    else if (mono !== undefined) pieces.push({ mono });
    else if (stressed !== undefined) pieces.push({ text: stressed });
    else if (address?.startsWith(CITED) === true) {
      pieces.push({ text: `${words} ` }, { cite: Number(address.slice(CITED.length)) });
    } else pieces.push({ text: words === address ? (words ?? '') : `${words} (${address})` });
    at = match.index + whole.length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at) });
  return pieces;
}
