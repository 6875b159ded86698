import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { pack, type Header } from 'tar-stream';
import { Failure } from '#shared/model/failure.ts';
import {
  DEFAULT_LIMITS,
  walkPile,
  type PileLimits,
  type SourceItem,
} from '../../../../../main/ingest/intake/index.ts';

/** A folder for one test's files. */
export interface Folder {
  readonly path: string;
  write(name: string, content: Buffer | string): string;
  remove(): void;
}

export function createFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'intake-'));
  return {
    path,
    write(name, content) {
      const file = join(path, name);
      writeFileSync(file, content);
      return file;
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** What reading one item gave: its bytes, and the code of what stopped it. */
export interface Outcome {
  readonly path: string;
  readonly content: Buffer | null;
  readonly code: string | null;
  readonly message: string;
}

/** Walks and reads everything; paths are told relative to `root`. */
export async function readPile(
  paths: readonly string[],
  root: string,
  limits: Partial<PileLimits> = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for await (const item of walkPile(paths, { ...DEFAULT_LIMITS, ...limits }, signal)) {
    const path = item.path.slice(root.length + 1).replaceAll(sep, '/');
    if (item.kind === 'skipped') {
      const { code, message } = item.failure;
      outcomes.push({ path, content: null, code, message });
    } else outcomes.push({ path, ...(await readSource(item, signal)) });
  }
  return outcomes;
}

export async function readSource(
  item: SourceItem,
  signal: AbortSignal = new AbortController().signal,
): Promise<Omit<Outcome, 'path'> & { content: Buffer }> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of item.open(signal)) pieces.push(piece);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { content: Buffer.concat(pieces), code: error.code, message: error.message };
  }
  return { content: Buffer.concat(pieces), code: null, message: '' };
}

/** Outcomes as short lines: `path = text` or `path ! CODE`. */
export function summary(outcomes: readonly Outcome[]): string[] {
  return outcomes.map(({ path, content, code }) => {
    const text = content === null ? '' : ` = ${content.toString('latin1')}`;
    return `${path}${text}${code === null ? '' : ` ! ${code}`}`;
  });
}

/** A tar with these members, in order. */
export async function writeTar(
  members: readonly (Partial<Header> & { readonly name: string } & {
    readonly content?: Buffer | string;
  })[],
): Promise<Buffer> {
  const tar = pack();
  for (const { content, ...header } of members) {
    tar.entry(header, content ?? '');
  }
  tar.finalize();
  const pieces: Uint8Array[] = [];
  for await (const piece of tar) if (piece instanceof Uint8Array) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Open descriptors of this process that lead into `folder` (Linux; elsewhere none are seen). */
export function openFilesIn(folder: string): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`);
      return target.startsWith(folder) ? [target] : [];
    } catch {
      return [];
    }
  });
}

/** Log-like text of about `size` bytes that compresses like a log. */
export function logText(size: number): Buffer {
  const lines: string[] = [];
  for (let length = 0, i = 0; length < size; i += 1) {
    const hash = (Math.imul(i, 2654435761) >>> 0).toString(16);
    const line = `2026-05-01T10:00:${String(i % 60).padStart(2, '0')}Z INFO request ${hash} took ${(i * 7919) % 997} ms\n`;
    lines.push(line);
    length += line.length;
  }
  return Buffer.from(lines.join(''), 'latin1');
}
