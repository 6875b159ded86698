import { Failure } from '#shared/model/failure.ts';
import { createBytes, takeExactly, type Bytes } from './bytes.ts';
import { archiveDamaged, archiveTruncated } from './refusals.ts';
import { isExtensionType, readTarExtension, type TarExtension } from './tar-extension.ts';
import {
  isTarHeader,
  isZeroBlock,
  readTarHeader,
  TAR_BLOCK,
  type TarHeader,
} from './tar-header.ts';

/** One member of a tar; `bytes` can be read until the next member is asked for. */
export interface TarMember {
  readonly kind: 'file' | 'folder' | 'link' | 'special' | 'unsupported';
  readonly name: string;
  readonly mtimeUs: number;
  readonly bytes: Bytes;
}

/** Extension headers longer than this are damage or an attack: real ones hold a path. */
const MAX_EXTENSION = 1024 * 1024;
const SKIP_SIZE = 1024 * 1024;

const KINDS: Readonly<Record<string, TarMember['kind']>> = {
  '0': 'file',
  '7': 'file',
  '1': 'link',
  '2': 'link',
  '3': 'special',
  '4': 'special',
  '5': 'folder',
  '6': 'special',
};

/** The reader's place in an archive. */
interface Place {
  readonly bytes: Bytes;
  readonly path: string;
  /** Members begun; also says whether a member's bytes are still the ones ahead. */
  members: number;
  /** Bytes of the current member not taken yet, and of the padding behind it. */
  left: number;
  padding: number;
  /** The last thing seen was the end mark (a zero block). */
  endMark: boolean;
  /** Looking for a header behind damage. */
  lost: boolean;
}

/**
 * Reads a tar from front to back, one member at a time; what the caller leaves of a member is passed
 * over. Goes on behind damage at the next block that is a header, and behind an end mark if another
 * archive follows. What is wrong with the archive comes as `Failure` in its place, read errors of
 * `bytes` included, except CANCELLED, which is thrown.
 *
 * Pulled by hand and not through tar-stream's Extract: that pushes, and drops what it holds of a member
 * when the archive ends early, which is just the part of a truncated archive that is still evidence.
 */
export async function* readTar(bytes: Bytes, path: string): AsyncGenerator<TarMember | Failure> {
  const place = { bytes, path, members: 0, left: 0, padding: 0, endMark: false, lost: false };
  try {
    for (;;) {
      const step = await nextStep(place);
      if (step === 'end') break;
      yield step === 'damage'
        ? archiveDamaged(path, 'a header in it makes no sense', kept(place))
        : step;
    }
    if (!place.endMark) yield archiveTruncated(path, kept(place));
  } catch (error) {
    if (!(error instanceof Failure) || error.code === 'CANCELLED') throw error;
    yield error;
  }
}

function kept(place: Place): string {
  return `What could be read of its first ${place.members} members is kept.`;
}

async function nextStep(place: Place): Promise<TarMember | 'end' | 'damage'> {
  await passRest(place);
  let extension: TarExtension = {};
  for (;;) {
    const header = await nextHeader(place);
    if (header === 'end' || header === 'damage') return header;
    if (!isExtensionType(header.type)) return beginMember(place, header, extension);
    if (header.size > MAX_EXTENSION) return 'damage';
    const body = await takeExactly(place.bytes, header.size);
    place.padding = paddingOf(header.size);
    await passRest(place);
    extension = { ...extension, ...readTarExtension(header.type, body) };
  }
}

async function nextHeader(place: Place): Promise<TarHeader | 'end' | 'damage'> {
  for (;;) {
    const block = await takeExactly(place.bytes, TAR_BLOCK);
    if (block.length === 0) return 'end';
    if (isZeroBlock(block)) {
      place.endMark = true;
      continue;
    }
    const header = isTarHeader(block) ? readTarHeader(block) : null;
    if (header !== null) {
      place.endMark = false;
      place.lost = false;
      return header;
    }
    // What stands behind an end mark is not the archive's. Elsewhere it is damage, told once.
    if (place.endMark || place.lost) continue;
    place.lost = true;
    return 'damage';
  }
}

/** Takes what is left of the current member and its padding. */
async function passRest(place: Place): Promise<void> {
  let rest = place.left + place.padding;
  place.left = 0;
  place.padding = 0;
  while (rest > 0) {
    const piece = await place.bytes.take(Math.min(rest, SKIP_SIZE));
    if (piece === null) return;
    rest -= piece.length;
  }
}

function paddingOf(size: number): number {
  return (TAR_BLOCK - (size % TAR_BLOCK)) % TAR_BLOCK;
}

function beginMember(place: Place, header: TarHeader, extension: TarExtension): TarMember {
  const kind = extension.sparse === true ? 'unsupported' : (KINDS[header.type] ?? 'unsupported');
  const size = kind === 'folder' ? 0 : (extension.size ?? header.size);
  place.members += 1;
  place.left = size;
  place.padding = paddingOf(size);
  return {
    kind,
    name: extension.name ?? header.name,
    mtimeUs: Math.round((extension.mtime ?? header.mtime) * 1e6),
    bytes: memberBytes(place, size),
  };
}

function memberBytes(place: Place, size: number): Bytes {
  const { bytes, path, members: turn } = place;
  const before = bytes.consumed();
  // A member of a compressed archive costs on disk about what the archive has cost a byte so far.
  const share = Math.min(1, before / Math.max(1, bytes.taken()));
  const onDisk = Math.min(Math.round(size * share), Math.max(0, bytes.onDisk - before));
  let spent = 0;
  return createBytes({
    size,
    onDisk,
    access: null,
    consumed: () => spent,
    async close() {},
    async pull() {
      if (turn !== place.members) throw new Error('read of a tar member that was passed');
      if (place.left === 0) return null;
      const piece = await bytes.take(place.left);
      if (piece === null) {
        throw archiveTruncated(
          path,
          `${size - place.left} of this member's ${size} bytes are kept.`,
        );
      }
      place.left -= piece.length;
      spent = bytes.consumed() - before;
      return piece;
    },
  });
}
