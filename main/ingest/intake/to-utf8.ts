import { isAscii } from 'node:buffer';
import type { Encoding } from '#shared/model/source.ts';
import { changingWidth } from './changing-width.ts';
import type { Utf8Writer } from './utf8-writer.ts';

const EMPTY = Buffer.alloc(0);
const UTF8_BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * A transcoder from `encoding` to UTF-8 without byte order mark. UTF-8 passes through unchanged, bad
 * bytes included: what the log has is what is kept. In UTF-16 an unpaired surrogate becomes U+FFFD, and so does in the others
 * what is no character. UTF-16 (little endian) among bytes, and lines of ASCII among UTF-16, are read as what they are.
 */
export function toUtf8(encoding: Encoding): Utf8Writer {
  if (encoding === 'utf-8') return changingWidth(withoutBom());
  if (encoding === 'latin1') return changingWidth({ push: latin1ToUtf8, end: () => EMPTY });
  if (encoding === 'utf-16le') return changingWidth(withoutBom(), true);
  return decodedToUtf8(encoding);
}

function withoutBom(): Utf8Writer {
  let head: Buffer | null = EMPTY;
  return {
    push(chunk) {
      if (head === null) return chunk;
      const start = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
      if (start.length < UTF8_BOM.length && UTF8_BOM.subarray(0, start.length).equals(start)) {
        head = start;
        return EMPTY;
      }
      head = null;
      return start.subarray(0, UTF8_BOM.length).equals(UTF8_BOM) ? start.subarray(3) : start;
    },
    end() {
      const rest = head ?? EMPTY;
      head = null;
      return rest;
    },
  };
}

const windows1252 = new TextDecoder('windows-1252');

/** What Latin-1 has no characters for, Windows writes dashes, quotes and the euro in: every byte has one of its own. */
function latin1ToUtf8(chunk: Buffer): Buffer {
  return isAscii(chunk) ? chunk : Buffer.from(windows1252.decode(chunk), 'utf8');
}

function decodedToUtf8(encoding: Encoding): Utf8Writer {
  const decoder = new TextDecoder(encoding);
  return {
    push: (chunk) => Buffer.from(decoder.decode(chunk, { stream: true }), 'utf8'),
    end: () => Buffer.from(decoder.decode(), 'utf8'),
  };
}
