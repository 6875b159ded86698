import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { open as openZip, type Entry, type ZipFile } from 'yauzl';
import { Failure } from '#shared/model/failure.ts';
import { signatureCheck } from '../vault/index.ts';
import {
  BUNDLE,
  bundleManifest,
  keyOfPem,
  SEAL_BYTES,
  sealOf,
  type BundleManifest,
} from './bundle-format.ts';

/** What `verifyBundle` found. `broken` is the first thing that does not hold. */
export interface BundleVerdict {
  readonly files: number;
  /** Null: it cannot be read, or is not vouched for. */
  readonly manifest: BundleManifest | null;
  readonly broken: { readonly file: string; readonly reason: string } | null;
}

/** Larger is no list of ours. */
const MOST_LIST_BYTES = 64 * 1024 * 1024;
const LISTS: ReadonlySet<string> = new Set(Object.values(BUNDLE));

interface ReadFile {
  readonly sha256: string;
  /** Of the bundle's own lists. */
  readonly content: Buffer;
}

/**
 * Checks an evidence bundle: each file against its sum, the sums against the signature, that nothing is missing or
 * more, and that no byte of the container was changed. Throws FILE_MISSING.
 */
export async function verifyBundle(path: string): Promise<BundleVerdict> {
  let files: Map<string, ReadFile>;
  try {
    files = await readFiles(path);
  } catch (error) {
    if (error instanceof Failure) throw error;
    const { file, reason } = error as { file?: string; reason?: string };
    return broken(0, file ?? '', reason ?? 'it is not a zip that can be read');
  }
  const text = (name: string): string => files.get(name)?.content.toString('utf8') ?? '';
  for (const name of LISTS) {
    if (!files.has(name)) return broken(files.size, name, 'it is missing');
  }
  const key = keyOfPem(text(BUNDLE.signer));
  if (key === null) return broken(files.size, BUNDLE.signer, 'it is no Ed25519 key');
  const sums = files.get(BUNDLE.sums)?.content ?? Buffer.alloc(0);
  const signature = files.get(BUNDLE.signature)?.content ?? Buffer.alloc(0);
  const listed = new Map(
    [...sums.toString('utf8').matchAll(/^([0-9a-f]{64}) {2}(.+)$/gm)].map(
      ([, sha256 = '', name = '']) => [name, sha256],
    ),
  );
  for (const [name, { sha256 }] of files) {
    if (name === BUNDLE.sums || name === BUNDLE.signature) continue;
    const expected = listed.get(name);
    if (expected === undefined) return broken(files.size, name, 'it is not among the sums');
    if (expected !== sha256) return broken(files.size, name, 'its content was changed');
  }
  for (const name of listed.keys()) {
    if (!files.has(name)) return broken(files.size, name, 'it is missing');
  }
  if (!signatureCheck()(key, sums, signature)) {
    return broken(files.size, BUNDLE.sums, 'its signature does not fit');
  }
  const manifest = readManifest(text(BUNDLE.manifest));
  if (manifest?.signer.key !== key) {
    return broken(files.size, BUNDLE.manifest, 'it does not say who signed');
  }
  if (!(await isSealed(path))) {
    return broken(files.size, '', 'bytes of the container were changed, though not of its files');
  }
  return { files: files.size, manifest, broken: null };
}

function broken(files: number, file: string, reason: string): BundleVerdict {
  return { files, manifest: null, broken: { file, reason } };
}

function readManifest(text: string): BundleManifest | null {
  try {
    return bundleManifest.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Whether the last bytes are the hash of all before. */
async function isSealed(path: string): Promise<boolean> {
  const { size } = statSync(path);
  const hash = createHash('sha256');
  let seal = '';
  let at = 0;
  for await (const piece of createReadStream(path)) {
    const bytes = piece as Buffer;
    const inner = Math.max(0, Math.min(bytes.length, size - SEAL_BYTES - at));
    hash.update(bytes.subarray(0, inner));
    seal += bytes.subarray(inner).toString('latin1');
    at += bytes.length;
  }
  return seal === sealOf(hash.digest('hex'));
}

function readFiles(path: string): Promise<Map<string, ReadFile>> {
  return new Promise((resolve, reject) => {
    openZip(path, { lazyEntries: true, strictFileNames: true }, (error, zip) => {
      if (error !== null) {
        const missing = 'code' in error && error.code === 'ENOENT';
        reject(missing ? fileMissing(path) : error);
        return;
      }
      takeEntries(zip).then(resolve, reject);
    });
  });
}

function fileMissing(path: string): Failure {
  return new Failure('FILE_MISSING', `There is no file at ${path}.`, { path });
}

function takeEntries(zip: ZipFile): Promise<Map<string, ReadFile>> {
  const files = new Map<string, ReadFile>();
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      zip.close();
      reject(error);
    };
    zip.on('error', fail);
    zip.on('end', () => resolve(files));
    zip.on('entry', (entry: Entry) => {
      if (files.has(entry.fileName)) {
        fail(damaged(entry.fileName, 'it is there twice'));
        return;
      }
      readEntry(zip, entry).then((file) => {
        files.set(entry.fileName, file);
        zip.readEntry();
      }, fail);
    });
    zip.readEntry();
  });
}

function damaged(file: string, reason: string): Error {
  return Object.assign(new Error(reason), { file, reason });
}

async function readEntry(zip: ZipFile, entry: Entry): Promise<ReadFile> {
  const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
    zip.openReadStream(entry, (error, opened) => {
      if (error === null) resolve(opened);
      else reject(damaged(entry.fileName, 'it cannot be unpacked'));
    });
  });
  const hash = createHash('sha256');
  const parts: Buffer[] = [];
  let kept = 0;
  try {
    for await (const piece of stream) {
      const bytes = piece as Buffer;
      hash.update(bytes);
      if (!LISTS.has(entry.fileName)) continue;
      kept += bytes.length;
      if (kept > MOST_LIST_BYTES) throw damaged(entry.fileName, 'it is too large');
      parts.push(bytes);
    }
  } catch {
    throw damaged(entry.fileName, 'it cannot be unpacked: its bytes were changed');
  }
  return { sha256: hash.digest('hex'), content: Buffer.concat(parts) };
}
