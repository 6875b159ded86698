import { Failure } from '#shared/model/failure.ts';
import type { Bytes, RandomAccess } from './bytes.ts';
import type { Codec } from './codecs/codec.ts';
import { codecOf, zipCodecOf } from './codecs/index.ts';
import { checked, decompressed } from './decompress.ts';
import { accessBytes, gather } from './gather.ts';
import { contentOf, HEAD_LENGTH } from './magic.ts';
import { createNamer, tidyName, type Namer } from './member-name.ts';
import { skipped, type PileItem, type SkippedItem } from './pile-item.ts';
import type { Place } from './place.ts';
import {
  archiveBomb,
  archiveUnsupported,
  isCaseFile,
  linkSkipped,
  memberEncrypted,
  nestedTooLarge,
  specialFile,
  streamedTooLarge,
} from './refusals.ts';
import { inflatedAtOnce } from './small-member.ts';
import { readSevenZip, type SevenZipMember } from './seven-zip/seven-zip.ts';
import { sourceItem } from './source-item.ts';
import { readTar, type TarMember } from './tar.ts';
import type { ZipMember } from './zip-member.ts';
import { salvageZip } from './zip-salvage.ts';
import { readZip } from './zip.ts';
import { checkSignal, type Work } from './work.ts';

/**
 * Gives the sources in `bytes`, by what they are: themselves, what they decompress to, or the members of
 * the archive they are. Closes `bytes` when it ends, unless the reader of an item took them over. An
 * item must be read before the next is asked for; what is left of it is passed over.
 */
export async function* unpack(bytes: Bytes, place: Place, work: Work): AsyncGenerator<PileItem> {
  const content = contentOf(await bytes.peek(HEAD_LENGTH));
  if (content.kind === 'plain') {
    yield* leaf(bytes, place, work);
    return;
  }
  const codec = codecOf(content.kind);
  if (codec !== null) {
    yield* unpackCompressed(bytes, codec, place, work);
    return;
  }
  try {
    if (content.kind === 'case') yield skipped(place.path, isCaseFile(place.path));
    else if (content.kind === 'unsupported') {
      yield skipped(place.path, archiveUnsupported(place.path, content.name));
    } else if (place.archives >= work.limits.maxDepth) yield tooDeep(place, work);
    else if (content.kind === 'tar') yield* unpackTar(bytes, place, work);
    else if (content.kind === '7z') yield* unpackSevenZip(bytes, place, work);
    else yield* unpackZip(bytes, place, work);
  } finally {
    await bytes.close();
  }
}

async function* leaf(bytes: Bytes, place: Place, work: Work): AsyncGenerator<PileItem> {
  const leased = sourceItem(bytes, place, work);
  try {
    yield leased.item;
  } finally {
    await leased.release();
  }
}

async function* unpackCompressed(
  bytes: Bytes,
  codec: Codec,
  place: Place,
  work: Work,
): AsyncGenerator<PileItem> {
  if (place.compressions >= work.limits.maxDepth) {
    await bytes.close();
    yield tooDeep(place, work);
    return;
  }
  const inner = decompressed(bytes, codec, place.path, work, null);
  yield* unpack(inner, { ...place, compressions: place.compressions + 1 }, work);
}

async function* unpackTar(bytes: Bytes, place: Place, work: Work): AsyncGenerator<PileItem> {
  const name = createNamer();
  for await (const member of readTar(bytes, place.path)) {
    if (member instanceof Failure) {
      yield skipped(place.path, member);
      continue;
    }
    const inside = enter(place, name, member, work);
    if (inside !== null) yield* unpackTarMember(member, inside, work);
    if (work.budget.refusal() !== null) return;
  }
}

async function* unpackTarMember(
  member: TarMember,
  place: Place,
  work: Work,
): AsyncGenerator<PileItem> {
  switch (member.kind) {
    case 'file':
      yield* unpack(member.bytes, place, work);
      break;
    case 'link':
      yield skipped(place.path, linkSkipped(place.path, 'inside an archive and was skipped.'));
      break;
    case 'special':
      yield skipped(place.path, specialFile(place.path));
      break;
    case 'unsupported':
      yield skipped(place.path, archiveUnsupported(place.path, 'a sparse or unusual tar member'));
      break;
    case 'folder':
      break;
  }
}

/** For archives whose table is at their end: positioned reads, or why there are none, and null. */
async function* positioned(
  bytes: Bytes,
  place: Place,
  work: Work,
): AsyncGenerator<PileItem, RandomAccess | null> {
  if (bytes.access !== null) return bytes.access;
  const { access, failure } = await gather(bytes, work);
  if (failure !== null) yield skipped(place.path, failure);
  if (access === null) {
    const tooLarge = place.archives + place.compressions > 0 ? nestedTooLarge : streamedTooLarge;
    yield skipped(place.path, tooLarge(place.path, work.limits.maxNestedZip));
  }
  return access;
}

/** Bytes on disk for one byte of an archive. */
function shareOf(bytes: Bytes, access: RandomAccess): number {
  return bytes.access === null ? bytes.consumed() / Math.max(1, access.size) : 1;
}

async function* unpackSevenZip(bytes: Bytes, place: Place, work: Work): AsyncGenerator<PileItem> {
  const access = yield* positioned(bytes, place, work);
  if (access === null) return;
  const name = createNamer();
  const archive = { access, path: place.path, share: shareOf(bytes, access), work };
  for await (const member of readSevenZip(archive)) {
    if (member instanceof Failure) {
      yield skipped(place.path, member);
      continue;
    }
    const inside = enter(place, name, member, work);
    if (inside !== null) yield* unpackSevenZipMember(member, inside, work);
    if (work.budget.refusal() !== null) return;
  }
}

async function* unpackSevenZipMember(
  { kind, size, crc, method, bytes }: SevenZipMember,
  place: Place,
  work: Work,
): AsyncGenerator<PileItem> {
  if (kind === 'encrypted') yield skipped(place.path, memberEncrypted(place.path));
  else if (kind === 'link') {
    yield skipped(place.path, linkSkipped(place.path, 'inside an archive and was skipped.'));
  } else if (kind === 'unsupported') {
    yield skipped(place.path, archiveUnsupported(place.path, `compressed by ${method}`));
  } else yield* unpack(checked(bytes, place.path, size, crc), place, work);
}

async function* unpackZip(bytes: Bytes, place: Place, work: Work): AsyncGenerator<PileItem> {
  const access = yield* positioned(bytes, place, work);
  if (access === null) return;
  const share = shareOf(bytes, access);
  const name = createNamer();
  let found = 0;
  for await (const member of readZip(access, place.path, share)) {
    if (member instanceof Failure) {
      yield skipped(place.path, member);
      if (found === 0) yield* salvage(accessBytes(access, share), place, work, name);
      return;
    }
    found += 1;
    yield* enterZipMember(member, place, work, name);
    if (work.budget.refusal() !== null) return;
  }
}

/** Members of a zip whose table is missing or makes no sense. */
async function* salvage(
  bytes: Bytes,
  place: Place,
  work: Work,
  name: Namer,
): AsyncGenerator<PileItem> {
  for await (const member of salvageZip(bytes)) {
    yield* enterZipMember(member, place, work, name);
    if (work.budget.refusal() !== null) return;
  }
}

async function* enterZipMember(
  member: ZipMember,
  place: Place,
  work: Work,
  name: Namer,
): AsyncGenerator<PileItem> {
  const inside = enter(place, name, member, work);
  if (inside !== null) yield* unpackZipMember(member, inside, work);
}

/** APPNOTE 4.4.5. */
const STORED = 0;
const DEFLATE = 8;

async function* unpackZipMember(
  member: ZipMember,
  place: Place,
  work: Work,
): AsyncGenerator<PileItem> {
  const { kind, method, size, crc, packed } = member;
  const codec = zipCodecOf(method);
  if (kind === 'encrypted') {
    yield skipped(place.path, memberEncrypted(place.path));
  } else if (kind === 'link') {
    yield skipped(place.path, linkSkipped(place.path, 'inside an archive and was skipped.'));
  } else if (method === STORED) {
    yield* unpack(checked(packed, place.path, size, crc), place, work);
  } else if (codec !== null) {
    const small = method === DEFLATE ? await inflatedAtOnce(packed, size, work) : null;
    const plain = small ?? decompressed(packed, codec, place.path, work, size);
    yield* unpack(checked(plain, place.path, size, crc), place, work);
  } else {
    yield skipped(place.path, archiveUnsupported(place.path, `compressed by method ${method}`));
  }
}

/** The place of a member; null for a folder and for what is not looked for. */
function enter(
  place: Place,
  unique: Namer,
  member: { readonly kind: string; readonly name: string; readonly mtimeUs: number },
  work: Work,
): Place | null {
  checkSignal(work.signal);
  work.budget.countMember();
  if (member.kind === 'folder') return null;
  const name = unique(tidyName(member.name));
  const wanted = work.wanted?.[place.members.length];
  if (work.wanted !== null && wanted !== name) return null;
  return {
    file: place.file,
    path: `${place.path}!/${name}`,
    members: [...place.members, name],
    // Archives made to be reproducible keep no times; the archive's own says more than 1970.
    mtimeUs: member.mtimeUs > 0 ? member.mtimeUs : place.mtimeUs,
    archives: place.archives + 1,
    compressions: 0,
  };
}

function tooDeep(place: Place, work: Work): SkippedItem {
  const limit = work.limits.maxDepth;
  const what = `lies more than ${limit} archives deep`;
  return skipped(place.path, archiveBomb(place.path, what, { limit }));
}
