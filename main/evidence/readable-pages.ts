import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { open as openFile, type FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { z } from 'zod';
import { cancelled } from '#shared/model/failure.ts';
import {
  newReadable,
  PAGE_BYTES,
  pagePurpose,
  readableRecord,
  type NewReadable,
} from '#shared/sync/readable-logs-api.ts';
import type { OpenCase } from '../open-case.ts';

/**
 * Records as a team server may be let read them: JSON lines in pages, each compressed and sealed by itself, in a file beside the
 * sealed copy. The key is made of that of the copy, and leads back to nothing of it.
 */

const compressed = promisify(gzip);
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const LENGTH_BYTES = 8;
/** Of a record that is too long for a page the beginning stands in it. */
const CUT_CHARS = 16_384;
const MOST_SOURCES = 10_000;

const pageIndex = newReadable.pick({ sources: true, pages: true });
type PageIndex = z.output<typeof pageIndex>;

/** What the pages of an upload are sealed with. */
export const pageKey = (uploadKey: Uint8Array): Buffer =>
  Buffer.from(hkdfSync('sha256', uploadKey, '', 'error-iq readable pages', 32));

/** Where they lie while they are sent. */
export const pagesPath = (uploadPath: string): string => `${uploadPath}.pages`;

/** Removes them; nothing opens them without the key of their upload. */
export function removePages(uploadPath: string): void {
  rmSync(pagesPath(uploadPath), { force: true });
}

interface PagesOf {
  readonly path: string;
  /** That of the upload. */
  readonly key: Uint8Array;
  readonly uploadId: string;
}

/** Writes the records of sources, masked or not, in pages. Throws CANCELLED. */
export async function makePages(
  open: OpenCase,
  { path, key, uploadId }: PagesOf,
  { sourceIds, masked }: { readonly sourceIds: readonly number[]; readonly masked: boolean },
  signal: AbortSignal,
): Promise<void> {
  const sealing = pageKey(key);
  const file = await openFile(pagesPath(path), 'w', 0o600);
  try {
    const index: PageIndex = { sources: [], pages: [] };
    for await (const { lines, sources } of pagesOf(open, { sourceIds, masked }, signal)) {
      const place = index.pages.length;
      const plain = await compressed(lines.join(''));
      const sealed = sealedFor(sealing, plain, pagePurpose(uploadId, place));
      await file.write(sealed);
      const digest = createHash('sha256').update(sealed).digest('base64url');
      index.pages.push({ digest, bytes: sealed.length, records: lines.length });
      addSources(index.sources, sources);
    }
    const told = sealedFor(sealing, Buffer.from(JSON.stringify(index)), `${uploadId} index`);
    await file.write(told);
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeBigUInt64BE(BigInt(told.length));
    await file.write(length);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Pages that were made. */
export interface MadePages extends Pick<NewReadable, 'sources' | 'pages'> {
  /** The sealed bytes of one. */
  page(place: number): Promise<Buffer>;
  close(): Promise<void>;
}

/** Opens what `makePages` wrote. */
export async function openPages({ path, key, uploadId }: PagesOf): Promise<MadePages> {
  const file = await openFile(pagesPath(path), 'r');
  try {
    const { size } = await file.stat();
    const length = Number((await at(file, size - LENGTH_BYTES, LENGTH_BYTES)).readBigUInt64BE());
    const told = await at(file, size - LENGTH_BYTES - length, length);
    const { sources, pages } = pageIndex.parse(
      JSON.parse(opened(pageKey(key), told, `${uploadId} index`)),
    );
    const places: number[] = [];
    let before = 0;
    for (const { bytes } of pages) {
      places.push(before);
      before += bytes;
    }
    return {
      sources,
      pages,
      page: (place) => at(file, places[place] ?? 0, pages[place]?.bytes ?? 0),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function at(file: FileHandle, position: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  await file.read(buffer, 0, bytes, position);
  return buffer;
}

function sealedFor(key: Uint8Array, plain: Uint8Array, purpose: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(purpose));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function opened(key: Uint8Array, sealed: Buffer, purpose: string): string {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES));
  decipher.setAAD(Buffer.from(purpose));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const body = sealed.subarray(NONCE_BYTES, -TAG_BYTES);
  return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
}

interface Page {
  readonly lines: string[];
  /** Names of the lines' sources, one a line. */
  readonly sources: string[];
}

/** The records of sources in the order of their files, as many to a page as it holds. */
async function* pagesOf(
  open: OpenCase,
  { sourceIds, masked }: { readonly sourceIds: readonly number[]; readonly masked: boolean },
  signal: AbortSignal,
): AsyncGenerator<Page> {
  const chosen = new Set(sourceIds);
  const entries = open.store
    .blocks()
    .filter(({ sourceId }) => chosen.has(sourceId))
    .map(({ id, records }) => ({
      blockId: id,
      count: records,
      selection: { by: 'all' } as const,
    }));
  const templates = new Map((await open.templates()).map(({ id, text }) => [id, text]));
  const leaving = open.store.startExport(entries, {
    format: 'jsonl',
    order: 'file',
    zone: 'UTC',
    formulaSafe: false,
    templates,
    masked,
  });
  let page: Page = { lines: [], sources: [] };
  let bytes = 0;
  try {
    for await (const part of leaving.parts([], signal)) {
      if (signal.aborted) throw cancelled();
      await open.keepPseudonyms(part.pseudonyms);
      for (const line of Buffer.from(part.bytes).toString('utf8').split('\n').slice(0, -1)) {
        const { text, source } = fitting(line);
        const size = Buffer.byteLength(text);
        if (bytes + size > PAGE_BYTES && page.lines.length > 0) {
          yield page;
          page = { lines: [], sources: [] };
          bytes = 0;
        }
        page.lines.push(text);
        page.sources.push(source);
        bytes += size;
      }
    }
    if (page.lines.length > 0) yield page;
  } finally {
    await leaving.end().catch(() => {});
  }
}

const told = readableRecord.extend({ message: z.string() });

/** A record's line as it goes into a page, with its source. */
function fitting(line: string): { text: string; source: string } {
  const record = told.parse(JSON.parse(line));
  if (Buffer.byteLength(line) < PAGE_BYTES) return { text: `${line}\n`, source: record.source };
  const { source, line: number, message } = record;
  const short = { source, line: number, message: message.slice(0, CUT_CHARS), cut: true };
  return { text: `${JSON.stringify(short)}\n`, source };
}

function addSources(sources: PageIndex['sources'], names: readonly string[]): void {
  for (const name of names) {
    const last = sources.at(-1);
    const isMany = sources.length >= MOST_SOURCES;
    if (last !== undefined && (last.name === name.slice(0, 4096) || isMany)) last.records += 1;
    else {
      const first = last === undefined ? 0 : last.first + last.records;
      sources.push({ name: name.slice(0, 4096), first, records: 1 });
    }
  }
}
