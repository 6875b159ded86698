import { cancelled } from '#shared/model/failure.ts';
import { createFileSink, type DownloadDesk, type ExportSink } from '../export/index.ts';
import type { Dialogs } from './app-handlers.ts';

/** A file that is about to leave the case. */
export interface LeavingFile {
  readonly name: string;
  /** Media type. */
  readonly type: string;
  readonly signal: AbortSignal;
  /** Told the address of a download, where the page fetches it. */
  tell(address: string): void;
}

/**
 * Where it goes: to a place chosen in the shell's own dialog, never by the page, or, where the shell has none, to a
 * download. Throws CANCELLED when the dialog is closed.
 */
export async function leavingSink(
  { name, type, signal, tell }: LeavingFile,
  dialogs: Dialogs | null,
  downloads: DownloadDesk,
): Promise<ExportSink> {
  if (dialogs === null) {
    return downloads.sink({
      name,
      type,
      signal,
      tell: (token) => tell(`/download/${token}`),
    });
  }
  const path = await dialogs.save(name);
  if (path === null) throw cancelled();
  return createFileSink(path);
}

/** A case's name as a file's: without what some file system forbids. */
export function fileName(name: string): string {
  const plain = name
    // oxlint-disable-next-line no-control-regex -- control characters are what is taken out
    .replace(/[<>:"/\\|?*\u0000-\u001f\u007f]/g, '-')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  return plain === '' ? 'records' : plain.slice(0, 100);
}
