import { Failure } from '#shared/model/failure.ts';
import { serverReadsHere } from '../../deployments/index.ts';
import {
  fetchRawLogs,
  openKeptUploads,
  shareRawLogs,
  takeBackRawLogs,
  type RawLogsProgress,
} from '../../evidence/index.ts';
import { createTeam, openConnection, type RawLogs } from '../../tenant/index.ts';
import type { Vault } from '../../vault/index.ts';
import { usage } from './arguments.ts';
import { sourcesNamed } from './clock-shifts.ts';
import { namedCase, type CaseChoice } from './command-case.ts';
import { showProgress } from './progress-line.ts';
import type { Said } from './said.ts';

interface Asked {
  readonly vault: Vault;
  readonly choice: CaseChoice;
  readonly values: {
    readonly source?: string[] | undefined;
    readonly masked?: boolean | undefined;
    readonly override?: string | undefined;
    readonly note?: string | undefined;
    readonly 'server-reads'?: boolean | undefined;
  };
  readonly words: readonly string[];
}

const USAGE =
  '"tenant raw-logs" takes CASE, CASE share [--source NAME]… [--masked] [--note TEXT] [--override REASON] [--server-reads], CASE fetch ID, CASE take-back ID or CASE end-reading ID.';

/** `tenant raw-logs`: records that members share of a case beside its journal. What was broken off goes on when it is asked for again. */
export async function teamRawLogs({ vault, choice, values, words }: Asked): Promise<Said> {
  const [path, what = 'list', uploadId = '', extra] = words;
  const wantsId = what === 'fetch' || what === 'take-back' || what === 'end-reading';
  const isKnown = wantsId || what === 'list' || what === 'share';
  if (path === undefined || !isKnown || extra !== undefined || wantsId === (uploadId === '')) {
    throw usage(USAGE);
  }
  const { open, finish } = await namedCase(path, choice, false);
  try {
    const caseId = await open.syncRoot();
    if (caseId === null) throw new Failure('CASE_EMPTY', `${path} holds no case yet.`, { path });
    const connected = createTeam(openConnection(vault));
    const team = await connected.rawLogs(caseId);
    const uploads = openKeptUploads(vault);
    const desk = { open, team, uploads, signal: new AbortController().signal, tell };
    switch (what) {
      case 'share': {
        const named = values.source?.flatMap((name) => sourcesNamed(open, name));
        const sourceIds = named?.map(({ id }) => id) ?? null;
        const leave = { masked: values.masked === true, override: values.override ?? null };
        const reads = values['server-reads'] === true ? serverReadsHere(vault) : null;
        const shared = await shareRawLogs(desk, {
          sourceIds,
          leave,
          note: values.note ?? '',
          reads,
        });
        await connected.sync(open);
        const text = `${shared.uploadId}: ${shared.records} records shared, ${shared.bytes - shared.already} bytes sent, ${shared.already} were there`;
        return { text, json: shared };
      }
      case 'fetch': {
        await connected.sync(open);
        const fetched = await fetchRawLogs(desk, uploadId);
        const withheld =
          fetched.withheld === 0 ? '' : `, ${fetched.withheld} withheld (erased from since)`;
        const text = `The records of ${fetched.sources} sources were taken in${withheld}.`;
        return { text, json: fetched, incomplete: fetched.withheld > 0 };
      }
      case 'end-reading': {
        await team.endReading(uploadId);
        const text = 'The server can read them no more; the sealed ones stay there.';
        return { text, json: { uploadId, readable: null } };
      }
      case 'take-back': {
        await takeBackRawLogs(team, uploads, uploadId);
        const text = 'They are gone from the team server. Copies that were fetched stay.';
        return { text, json: { uploadId, takenBack: true } };
      }
      default: {
        const rawLogs = await team.list();
        const text = rawLogs.map(lineOf).join('\n');
        return {
          text: text === '' ? 'No raw logs are shared of it.' : text,
          json: { rawLogs: rawLogs.map(told) },
        };
      }
    }
  } finally {
    showProgress(null);
    await finish();
  }
}

function tell({ done, total }: RawLogsProgress): void {
  showProgress(`${Math.floor((100 * done) / total)} %  ${done} of ${total} bytes`);
}

/** Without what opens them. */
function told({ contents, ...rest }: RawLogs) {
  if (contents === null) return { ...rest, contents };
  const { sources, records, masked } = contents;
  return { ...rest, contents: { sources, records, masked } };
}

function lineOf({ uploadId, at, bytes, missing, contents, readable }: RawLogs): string {
  const holds =
    contents === null
      ? '(key missing)'
      : `${contents.records} records of ${contents.sources.length} sources${contents.masked ? ', masked' : ''}`;
  const left = missing === 0 ? '' : `, ${missing} still to come`;
  const reads =
    readable === null ? '' : `, the server may read them (policy of release ${readable.version})`;
  return `${uploadId}  ${at}  ${holds}  ${bytes} bytes${left}${reads}`;
}
