import type { Encoding } from '#shared/model/source.ts';
import { recogniseCarriageReturns } from './carriage-returns.ts';
import { recogniseEvtx } from './evtx/evtx-writer.ts';
import { recogniseJournalExport } from './journal-export.ts';
import { recogniseJson } from './recognise-json.ts';
import { recogniseXml } from './xml-records.ts';
import { chained, type TextWriter } from './text-writer.ts';
import { toUtf8 } from './to-utf8.ts';

/** How the bytes of a source become text. */
export interface TextOpener {
  /** `bytes`: it is no text as it stands, but is known how to be turned into it. */
  readonly reads: 'bytes' | 'text';
  /** Its text is taken line by line as it stands. */
  readonly asItStands: boolean;
  open(): TextWriter;
}

/** A kind of text that is turned into one line a record; null: the text is not of that kind. */
type TextTransform = (head: string) => (() => TextWriter) | null;
/** The same for bytes that are no text. `path` is for what is said of damage. */
type BytesTransform = (head: Buffer, path: string) => (() => TextWriter) | null;

const OF_BYTES: readonly BytesTransform[] = [recogniseEvtx, recogniseJournalExport];
const OF_TEXT: readonly TextTransform[] = [recogniseJson, recogniseXml];

/** Finds out from the beginning of a source how it is read. */
export function textOpener(head: Buffer, encoding: Encoding, path: string): TextOpener {
  for (const recognise of OF_BYTES) {
    const open = recognise(head, path);
    if (open !== null) return { reads: 'bytes', asItStands: false, open };
  }
  const text = toUtf8(encoding).push(head).toString('utf8');
  for (const recognise of OF_TEXT) {
    const open = recognise(text);
    if (open !== null) {
      const chain = (): TextWriter => chained(toUtf8(encoding), open());
      return { reads: 'text', asItStands: false, open: chain };
    }
  }
  const lines = recogniseCarriageReturns(text);
  const open = (): TextWriter =>
    lines === null ? toUtf8(encoding) : chained(toUtf8(encoding), lines());
  return { reads: 'text', asItStands: true, open };
}
