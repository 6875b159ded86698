import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { deriveCaseKey, makeHeader } from '../cases/index.ts';
import { cancelled } from '#shared/model/failure.ts';
import type { ExportSink } from '../export/index.ts';
import type { OpenCase } from '../open-case.ts';

/** For whom a copy is, and what of the case goes along. */
export interface ShareRequest {
  /** Opens the copy; told to the colleague by another way than the file. */
  readonly passphrase: string;
  /** Sources whose records go along; null: all. The journal always goes whole. */
  readonly sourceIds: readonly number[] | null;
  readonly note: string;
}

export interface Shared {
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Seals a copy of the case for a colleague, who works on it apart; what comes back is merged. That it left is noted.
 * Throws CANCELLED and what the sink throws; then nothing is left of it.
 */
export async function shareCase(
  open: OpenCase,
  { passphrase, sourceIds, note }: ShareRequest,
  sink: ExportSink,
  signal: AbortSignal,
): Promise<Shared> {
  // Encrypted from its first byte, so it may lie beside the case for the moment.
  const path = `${open.path}.${randomBytes(6).toString('hex')}.share`;
  try {
    const header = makeHeader('passphrase');
    const key = await deriveCaseKey(passphrase, header);
    await open.sealCopy({ path, key, header, sourceIds });
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const piece of createReadStream(path)) {
      if (signal.aborted) throw cancelled();
      hash.update(piece as Buffer);
      bytes += (piece as Buffer).length;
      await sink.write(piece as Buffer);
    }
    await sink.finish();
    const shared = { bytes, sha256: hash.digest('hex') };
    const chosen = open.sources().filter(({ id }) => sourceIds === null || sourceIds.includes(id));
    const records = chosen.reduce((sum, source) => sum + source.records, 0);
    const sources = chosen.map((source) => source.key);
    const facts = { what: 'share', file: sink.name, ...shared, records, sources, note } as const;
    await open.noteCustody({ kind: 'custody.left', facts });
    return shared;
  } catch (error) {
    await sink.discard();
    throw error;
  } finally {
    for (const suffix of ['', '-wal', '-shm']) await rm(`${path}${suffix}`, { force: true });
  }
}
