import type { TextWriter } from '../../../../../main/ingest/intake/text-writer.ts';

/** What a writer makes of bytes that come in pieces of these sizes, over and over. */
export function written(writer: TextWriter, bytes: Buffer, sizes: readonly number[]): string {
  const out: Buffer[] = [];
  let turn = 0;
  for (let at = 0; at < bytes.length; turn++) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? bytes.length);
    out.push(writer.push(Buffer.from(bytes.subarray(at, at + size))));
    at += size;
  }
  out.push(writer.end());
  return Buffer.concat(out).toString('utf8');
}
