import type { Inline } from './document.ts';

const MARKED =
  /\*\*([^*\n]+)\*\*|`([^`\n]+)`|\[([^\]\n]+)\]\((https?:\/\/[^\s)]+)\)|(?<![\w*])\*([^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])/g;

/** `**strong**`, `*stressed*`, `` `code` `` and `[words](address)` of a line; an address stands behind its words. */
export function inlines(text: string): Inline[] {
  const pieces: Inline[] = [];
  let at = 0;
  for (const match of text.matchAll(MARKED)) {
    if (match.index > at) pieces.push({ text: text.slice(at, match.index) });
    const [whole, strong, mono, words, address, stressed] = match;
    if (strong !== undefined) pieces.push({ strong });
    else if (mono !== undefined) pieces.push({ mono });
    else if (stressed !== undefined) pieces.push({ text: stressed });
    else pieces.push({ text: words === address ? (words ?? '') : `${words} (${address})` });
    at = match.index + whole.length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at) });
  return pieces;
}
