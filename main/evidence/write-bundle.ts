import { IN_CLEAR, type LeaveChoice } from '#shared/model/label.ts';
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { canonicalJson, type Json } from '#shared/model/canonical-json.ts';
import { cancelled, Failure } from '#shared/model/failure.ts';
import type { ExportSink } from '../export/index.ts';
import type { OpenCase } from '../open-case.ts';
import { VERSION } from '../version.ts';
import {
  BUNDLE,
  BUNDLE_README,
  pemOf,
  SEAL_BYTES,
  sealOf,
  sha256Of,
  type BundleManifest,
} from './bundle-format.ts';
import { checkSources, type CheckedSource } from './check-sources.ts';

/** What a bundle is to carry. */
export interface BundleRequest {
  /** Null: all sources. */
  readonly sourceIds: readonly number[] | null;
  /** Whole originals, or only the records that findings and pins cite. */
  readonly carry: 'originals' | 'excerpts';
  readonly note: string;
  /** Absent: in clear, where the label lets it. */
  readonly leave?: LeaveChoice;
}

export interface WrittenBundle {
  readonly files: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly checked: readonly CheckedSource[];
}

/**
 * Writes an evidence bundle: one zip with originals or excerpts, manifest, custody log, sums and a detached
 * signature. Of a source that something was erased from it has the text as the case holds it, whatever lies on disk. Every source is hashed again first, and that it left is noted. Throws CANCELLED, BUNDLE_SOURCE_CHANGED
 * (an original changed while it was copied), and what the sink throws; then nothing is left of it.
 */
export async function writeBundle(
  open: OpenCase,
  request: BundleRequest,
  sink: ExportSink,
  signal: AbortSignal,
  progress: (path: string) => void = () => {},
): Promise<WrittenBundle> {
  try {
    await open.mayLeave('bundle', request.sourceIds, request.leave ?? IN_CLEAR);
    const checked = await checkSources(open, request.sourceIds, 'bundle', signal, progress);
    const zip = new BundleZip(sink, signal);
    const carried = await carry(open, request, checked, zip, progress);
    const custody = await open.custody();
    const head = await open.journalHead();
    const { reference } = await open.caseValues();
    const signer = await open.sign(new Uint8Array());
    const manifest: BundleManifest = {
      v: 1,
      case: { name: open.info().name, reference: reference ?? '' },
      madeAt: new Date().toISOString(),
      tool: `Error-IQ ${VERSION}`,
      signer: { name: signer.name, key: signer.key },
      journal: { entries: head.entries, digest: head.digest },
      note: request.note,
      carried,
    };
    await zip.add(BUNDLE.custody, Buffer.from(`${canonicalJson(custody as unknown as Json)}\n`));
    await zip.add(BUNDLE.manifest, Buffer.from(`${canonicalJson(manifest)}\n`));
    await zip.add(BUNDLE.readme, Buffer.from(BUNDLE_README));
    await zip.add(BUNDLE.signer, Buffer.from(pemOf(signer.key)));
    const sums = Buffer.from(zip.sums());
    await zip.add(BUNDLE.sums, sums);
    await zip.add(BUNDLE.signature, Buffer.from((await open.sign(sums)).signature));
    const written = await zip.end();
    await sink.finish();
    const facts = {
      what: 'bundle',
      file: sink.name,
      ...written,
      records: 0,
      sources: [...new Set(carried.map(({ source }) => source))],
      note: request.note,
    } as const;
    await open.noteCustody({ kind: 'custody.left', facts });
    return { files: zip.files, ...written, checked };
  } catch (error) {
    await sink.discard();
    throw error;
  }
}

async function carry(
  open: OpenCase,
  { carry: what, sourceIds }: BundleRequest,
  checked: readonly CheckedSource[],
  zip: BundleZip,
  progress: (path: string) => void,
): Promise<BundleManifest['carried']> {
  const carried: BundleManifest['carried'] = [];
  const excerpts = what === 'excerpts' ? await excerptsOf(open, sourceIds) : null;
  // The original on disk still has what was erased; what leaves must not.
  const erased = new Set((await open.erasures()).flatMap(({ sources: keys }) => keys));
  const sources = [...new Map(checked.map((check) => [check.id, check])).values()];
  for (const [at, { id, key, path, expected }] of sources.entries()) {
    progress(path);
    const file = `${String(at + 1).padStart(4, '0')}-${safeName(path)}`;
    const good = checked.find((check) => check.id === id && check.result === 'same');
    const original = checked.find((check) => check.id === id && check.against === 'original');
    const facts = { source: key, path, sha256: expected, checked: original?.result ?? 'missing' };
    const excerpt = excerpts?.get(id);
    if (excerpts !== null) {
      if (excerpt === undefined) continue;
      await zip.add(`excerpts/${file}.jsonl`, Buffer.from(excerpt.join('')));
      carried.push({ ...facts, what: 'excerpt', file: `excerpts/${file}.jsonl` });
    } else if (good === undefined || erased.has(key)) {
      await zip.add(`text/${file}`, open.storedBytes(id));
      carried.push({ ...facts, what: 'text', file: `text/${file}` });
    } else {
      const bytes = good.against === 'kept' ? open.keptBytes(id) : open.originalBytes(id);
      const sha256 = await zip.add(`originals/${file}`, bytes);
      if (sha256 !== expected) throw changedMeanwhile(path);
      carried.push({ ...facts, what: 'original', file: `originals/${file}` });
    }
  }
  return carried;
}

function changedMeanwhile(path: string): Failure {
  return new Failure(
    'BUNDLE_SOURCE_CHANGED',
    `${path} was changed while it was copied, so no bundle was written. Bundle a copy that nobody writes to.`,
    { path },
  );
}

/** Lines of JSON of the records that findings and pins cite, by source. */
async function excerptsOf(
  open: OpenCase,
  sourceIds: readonly number[] | null,
): Promise<Map<number, string[]>> {
  const findings = (await open.findings()).flatMap(({ citations }) => citations);
  const citations = [...findings, ...(await open.pins()).map(({ record }) => record)];
  const resolved = await open.resolve(citations);
  const excerpts = new Map<number, string[]>();
  const seen = new Set<string>();
  for (const [at, citation] of citations.entries()) {
    const { row, standing } = resolved[at] ?? { row: null, standing: 'missing' };
    if (row === null || (sourceIds !== null && !sourceIds.includes(row.ref.sourceId))) continue;
    const { raw } = await open.store.record(row.ref);
    const { line, lines, hash } = citation;
    const text = `${canonicalJson({ line, lines, hash, standing, text: raw })}\n`;
    if (seen.has(`${row.ref.sourceId} ${text}`)) continue;
    seen.add(`${row.ref.sourceId} ${text}`);
    excerpts.set(row.ref.sourceId, [...(excerpts.get(row.ref.sourceId) ?? []), text]);
  }
  return excerpts;
}

function safeName(path: string): string {
  const name = posix.basename(path.replaceAll('\\', '/'));
  return name.replace(/[^\w.-]/g, '_').slice(-100);
}

/** The zip of a bundle: entries one after the other, each hashed, and at its end a hash of all before. */
class BundleZip {
  private readonly zip = new ZipFile();
  private readonly signal: AbortSignal;
  private readonly listed: { name: string; sha256: string }[] = [];
  private readonly written: Promise<{ bytes: number; sha256: string }>;
  private entries = 0;
  private broken: Promise<never>;

  constructor(sink: ExportSink, signal: AbortSignal) {
    this.signal = signal;
    this.written = this.write(sink);
    this.broken = this.written.then(() => new Promise<never>(() => {}));
    this.broken.catch(() => {});
  }

  get files(): number {
    return this.entries;
  }

  /** Adds a file; gives its SHA-256, hex. */
  async add(name: string, content: Buffer | AsyncIterable<Uint8Array>): Promise<string> {
    this.entries++;
    const options = { mtime: new Date('2000-01-01T00:00:00Z'), mode: 0o100_644 };
    if (content instanceof Uint8Array) {
      this.zip.addBuffer(content, name, options);
      this.listed.push({ name, sha256: sha256Of(content) });
      return sha256Of(content);
    }
    const { signal } = this;
    const hash = createHash('sha256');
    const passing = async function* () {
      for await (const piece of content) {
        if (signal.aborted) throw cancelled();
        hash.update(piece);
        yield piece;
      }
    };
    const stream = Readable.from(passing(), { objectMode: false });
    const read = new Promise<void>((resolve, reject) => {
      stream.once('end', resolve);
      stream.once('error', reject);
    });
    this.zip.addReadStream(stream, name, options);
    await Promise.race([read, this.broken]);
    const sha256 = hash.digest('hex');
    this.listed.push({ name, sha256 });
    return sha256;
  }

  /** What `sha256sum -c` reads: all files added so far. */
  sums(): string {
    return this.listed.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join('');
  }

  async end(): Promise<{ bytes: number; sha256: string }> {
    this.zip.end({ comment: sealOf('0'.repeat(64)), forceZip64Format: false });
    return this.written;
  }

  /** The seal takes the place of the comment that stood for it. */
  private async write(sink: ExportSink): Promise<{ bytes: number; sha256: string }> {
    const inner = createHash('sha256');
    const whole = createHash('sha256');
    let bytes = 0;
    let held = Buffer.alloc(0);
    const put = async (piece: Buffer): Promise<void> => {
      whole.update(piece);
      bytes += piece.length;
      await sink.write(piece);
    };
    for await (const piece of this.zip.outputStream) {
      if (this.signal.aborted) throw cancelled();
      const all = Buffer.concat([held, piece as Buffer]);
      const ready = all.subarray(0, Math.max(0, all.length - SEAL_BYTES));
      held = Buffer.from(all.subarray(ready.length));
      inner.update(ready);
      await put(ready);
    }
    await put(Buffer.from(sealOf(inner.digest('hex')), 'latin1'));
    return { bytes, sha256: whole.digest('hex') };
  }
}
