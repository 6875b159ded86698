import { serverReadsHere } from '../deployments/index.ts';
import {
  fetchRawLogs,
  isStale,
  openKeptUploads,
  shareRawLogs,
  takeBackRawLogs,
} from '../evidence/index.ts';
import type { Session } from '../session.ts';
import type { ReadableRecords } from '#shared/sync/readable-logs-api.ts';
import { createTeamReadableLogs, type TeamDesk } from '../tenant/index.ts';
import type { Vault } from '../vault/index.ts';
import type { Handlers } from './handlers.ts';

/** Calls about raw logs that members share of the open case. */
export function rawLogHandlers(session: Session, desk: TeamDesk, vault: Pick<Vault, 'drawer'>) {
  const uploads = openKeptUploads(vault);
  const teamOf = async () => desk.team().rawLogs(await desk.caseId());
  return {
    'tenant.rawLogs': async () => {
      const team = await teamOf();
      const names = new Map((await desk.members()).map(({ memberId, name }) => [memberId, name]));
      const sources = session.current().sources();
      const read = new Set(sources.filter(({ records }) => records > 0).map(({ key }) => key));
      const erasures = await session.current().erasures();
      const begun = new Map(uploads.all().map((one) => [one.uploadId, one]));
      return (await team.list()).map(({ sharedBy, contents, ...rawLogs }) => {
        const mine = begun.get(rawLogs.uploadId);
        const chosen = new Set(mine?.sources);
        return {
          ...rawLogs,
          by: names.get(sharedBy) ?? '',
          contents: contents && {
            sources: contents.sources.length,
            records: contents.records,
            masked: contents.masked,
            stale: isStale(contents, erasures),
            absent: contents.sources.filter((key) => !read.has(key)).length,
          },
          goOn:
            mine === undefined
              ? null
              : {
                  sourceIds: sources.filter(({ key }) => chosen.has(key)).map(({ id }) => id),
                  masked: mine.masked,
                  serverReads: mine.readable,
                },
        };
      });
    },
    'tenant.shareRawLogs': async ({ serverReads, ...request }, { signal, emit }) => {
      const open = session.current();
      const shared = await shareRawLogs(
        {
          open,
          team: await teamOf(),
          uploads,
          signal: AbortSignal.any([signal, open.closing]),
          tell: emit,
        },
        { ...request, reads: serverReads ? serverReadsHere(vault) : null },
      );
      return { records: shared.records, bytes: shared.bytes };
    },
    'tenant.fetchRawLogs': async ({ uploadId }, { signal, emit }) => {
      // Which sources there are must be known before their records come.
      await desk.syncNow();
      const open = session.current();
      const { sources, withheld } = await fetchRawLogs(
        {
          open,
          team: await teamOf(),
          signal: AbortSignal.any([signal, open.closing]),
          tell: emit,
        },
        uploadId,
      );
      return { sources, withheld };
    },
    'tenant.storedRawLogs': () => createTeamReadableLogs(desk.connection()).stored(),
    'tenant.readRawLogs': async ({ caseId, uploadId, ...wanted }, { signal }) => {
      const server = createTeamReadableLogs(desk.connection());
      const { records, next } = await server.read({ caseId, uploadId }, wanted, signal);
      return { records: records.map(shownRecord), next };
    },
    'tenant.endReading': async ({ uploadId }) => {
      await (await teamOf()).endReading(uploadId);
      return {};
    },
    'tenant.takeBackRawLogs': async ({ uploadId }) => {
      await takeBackRawLogs(await teamOf(), uploads, uploadId);
      return {};
    },
  } satisfies Partial<Handlers>;
}

/** What a person reads of a record first; its fields are for who fetches the raw logs. */
function shownRecord(record: ReadableRecords['records'][number]) {
  const { source, line, time, level, message, cut } = record;
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  return {
    source,
    line,
    time: text(time),
    level: text(level),
    message: text(message) ?? '',
    cut: cut === true,
  };
}
