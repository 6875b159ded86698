import { basename } from 'node:path';
import type { DownloadDesk } from '../export/index.ts';
import {
  archiveName,
  auditState,
  checkArchive,
  openArchive,
  type TeamDesk,
} from '../tenant/index.ts';
import type { Vault } from '../vault/index.ts';
import type { Dialogs } from './app-handlers.ts';
import type { Handlers } from './handlers.ts';
import { leavingSink } from './leaving-file.ts';

/** Calls about archives of the team server's audit log. */
export function auditArchiveHandlers(
  desk: TeamDesk,
  vault: Pick<Vault, 'drawer'>,
  dialogs: Dialogs | null,
  downloads: DownloadDesk,
) {
  const knownKey = (): string | null => auditState(vault, desk.connection())?.key ?? null;
  return {
    'tenant.auditArchives': () => desk.team().auditArchives(),
    'tenant.checkAuditArchive': async ({ first }) =>
      checkArchive(await openArchive(desk.connection(), first), first, knownKey()),
    'tenant.saveAuditArchive': async ({ first, upto }, { signal, emit }) => {
      // Fetched before anybody is asked where it goes.
      const archive = await openArchive(desk.connection(), first);
      const name = archiveName({ first, upto });
      const tell = (address: string): void => emit({ address });
      const leaving = { name, type: 'application/x-ndjson; charset=utf-8', signal, tell };
      const sink = await leavingSink(leaving, dialogs, downloads);
      try {
        await sink.write(archive);
        await sink.finish();
      } catch (error) {
        await sink.discard();
        throw error;
      }
      return { file: basename(sink.name ?? name), bytes: archive.length };
    },
  } satisfies Partial<Handlers>;
}
