import { readPax } from './tar-header.ts';

/** What the extension headers before a member say about it, instead of its own header. */
export interface TarExtension {
  readonly name?: string;
  readonly size?: number;
  /** Seconds since 1970. */
  readonly mtime?: number;
  /** Stored with its holes left out: the bytes in the archive are not the file's. */
  readonly sparse?: boolean;
}

/** Header types that speak about the next member: pax, pax for all members, GNU long name, long link. */
const EXTENSION_TYPES = new Set(['x', 'X', 'g', 'L', 'N', 'K']);

export function isExtensionType(type: string): boolean {
  return EXTENSION_TYPES.has(type);
}

/** Reads the body of an extension header; empty for those that say nothing we use. */
export function readTarExtension(type: string, body: Buffer): TarExtension {
  if (type === 'L' || type === 'N') {
    const end = body.indexOf(0);
    return { name: body.toString('utf8', 0, end === -1 ? body.length : end) };
  }
  if (type !== 'x' && type !== 'X') return {};
  const pax = readPax(body);
  const name = pax.get('path');
  const size = Number(pax.get('size'));
  const mtime = Number(pax.get('mtime'));
  return {
    ...(name === undefined ? {} : { name }),
    ...(Number.isSafeInteger(size) && size >= 0 ? { size } : {}),
    ...(Number.isFinite(mtime) ? { mtime } : {}),
    ...([...pax.keys()].some((key) => key.startsWith('GNU.sparse.')) ? { sparse: true } : {}),
  };
}
