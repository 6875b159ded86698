import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { deleteCaseFile, deriveCaseKey, makeHeader, sealedPrefix } from '../cases/index.ts';
import { cancelled } from '#shared/model/failure.ts';
import { IN_CLEAR, type LeaveChoice } from '#shared/model/label.ts';
import type { ExportSink } from '../export/index.ts';
import type { OpenCase } from '../open-case.ts';
import { keyFingerprint, sealFor, type PublicSealingKey } from '../vault/index.ts';
import { MASKED, writeCopy } from './write-copy.ts';

/** For whom a copy is, and what of the case goes along. */
export interface ShareRequest {
  /** What opens the copy: a passphrase, told by another way than the file, or the colleague's own key (see `keyText`). */
  readonly to: { readonly passphrase: string } | { readonly key: PublicSealingKey };
  /** Sources whose records go along; null: all. The journal always goes whole. */
  readonly sourceIds: readonly number[] | null;
  readonly note: string;
  /** Masked: personal data and secrets are replaced by pseudonyms that only this case can turn back. */
  readonly leave?: LeaveChoice;
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
  { to, sourceIds, note, leave = IN_CLEAR }: ShareRequest,
  sink: ExportSink,
  signal: AbortSignal,
): Promise<Shared> {
  // Encrypted from its first byte, so it may lie beside the case for the moment.
  const path = `${open.path}.${randomBytes(6).toString('hex')}.share`;
  try {
    await open.mayLeave('share', sourceIds, leave);
    const { header, key, prefix } = await lockOf(to);
    await writeCopy(open, { path, key, header, sourceIds, masked: leave.masked }, signal);
    const hash = createHash('sha256');
    hash.update(prefix);
    let bytes = prefix.length;
    await sink.write(prefix);
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
    const noted = [leave.masked ? MASKED : '', forWhom(to), note]
      .filter((part) => part !== '')
      .join(' ');
    const facts = {
      what: 'share',
      file: sink.name,
      ...shared,
      records,
      sources,
      note: noted,
    } as const;
    await open.noteCustody({ kind: 'custody.left', facts });
    return shared;
  } catch (error) {
    await sink.discard();
    throw error;
  } finally {
    deleteCaseFile(path);
  }
}

/** How a copy opens, and what stands before it in the file. */
async function lockOf(
  to: ShareRequest['to'],
): Promise<{ header: Buffer; key: Buffer; prefix: Buffer }> {
  if ('passphrase' in to) {
    const header = makeHeader('passphrase');
    return { header, key: await deriveCaseKey(to.passphrase, header), prefix: Buffer.alloc(0) };
  }
  const key = randomBytes(32);
  const prefix = await sealedPrefix((outer) => sealFor(to.key.key, key, outer));
  return { header: makeHeader('vault'), key, prefix };
}

/** Whom only a copy is for, as the custody log names them. */
function forWhom(to: ShareRequest['to']): string {
  return 'key' in to ? `[for ${to.key.name}, key ${keyFingerprint(to.key)}]` : '';
}
