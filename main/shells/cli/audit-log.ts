import { resolve } from 'node:path';
import type { Vault } from '../../vault/index.ts';
import {
  checkArchive,
  createTeam,
  exportAudit,
  fetchArchives,
  forgetAudit,
  openArchive,
  openConnection,
  provenAuditEntry,
  watchAudit,
  type ArchiveVerdict,
} from '../../tenant/index.ts';
import { usage, wholeNumber } from './arguments.ts';
import type { Said } from './said.ts';

interface Asked {
  readonly vault: Vault;
  readonly values: {
    readonly out?: string | undefined;
    readonly since?: string | undefined;
    readonly check?: boolean | undefined;
  };
  readonly words: readonly string[];
}

/**
 * `tenant audit`: holds the server's audit log against what this profile saw of it before; `entry N` proves one entry,
 * `export [--since N]` writes it for `verify`, from an entry on, `archives [--check] [--out FOLDER]` what is not in the log any more, `trust` believes it as it is now.
 */
export async function auditLog({ vault, values, words }: Asked): Promise<Said> {
  const connection = openConnection(vault);
  const [what = 'check', number, extra] = words;
  if (extra !== undefined)
    throw usage('"tenant audit" takes check, entry N, export, archives or trust.');
  switch (what) {
    case 'trust':
      forgetAudit(vault, connection);
      return checked(vault);
    case 'check':
      return checked(vault);
    case 'entry': {
      const seq = wholeNumber('entry', number, -1);
      const entry = await provenAuditEntry(vault, connection, seq);
      return { text: JSON.stringify(entry, null, 2), json: entry };
    }
    case 'export': {
      if (values.out === undefined) throw usage('"tenant audit export" needs --out FILE.');
      const file = resolve(values.out);
      const since = values.since === undefined ? 0 : wholeNumber('--since', values.since, -1);
      const { first, entries } = await exportAudit(connection, file, since);
      const from = first === 0 ? '' : ` from entry ${first} on`;
      return { text: `${entries} entries${from}, in ${file}`, json: { file, first, entries } };
    }
    case 'archives':
      return archived(vault, connection, values);
    default:
      throw usage('"tenant audit" takes check, entry N, export, archives or trust.');
  }
}

async function archived(
  vault: Vault,
  connection: ReturnType<typeof openConnection>,
  { out, check = false }: Asked['values'],
): Promise<Said> {
  const archives = await createTeam(connection).auditArchives();
  const { key } = await watchAudit(vault, connection);
  const verdicts: (ArchiveVerdict & { first: number })[] = [];
  for (const { first } of check ? archives : []) {
    const archive = await openArchive(connection, first);
    verdicts.push({ first, ...(await checkArchive(archive, first, key)) });
  }
  const fetched = out === undefined ? [] : await fetchArchives(connection, resolve(out));
  const lines = [
    ...archives.map(
      ({ first, upto, since, until, archivedAt, by }) =>
        `entries ${first} to ${upto - 1}  ${since} to ${until}  archived ${archivedAt}${by === null ? '' : `, as ${by} had set`}`,
    ),
    ...(archives.length === 0 ? ['Nothing of the audit log is in an archive.'] : []),
    ...verdicts.map(
      ({ first, entries, wrong }) =>
        `archive from entry ${first}: ${wrong ?? `holds, ${entries} entries`}`,
    ),
    ...fetched.map((file) => `written: ${file}`),
  ];
  return {
    text: lines.join('\n'),
    json: { archives, fetched, verdicts },
    incomplete: verdicts.some(({ wrong }) => wrong !== null),
  };
}

async function checked(vault: Vault): Promise<Said> {
  const state = await watchAudit(vault, openConnection(vault));
  return {
    text:
      state.trouble ??
      `${state.size} entries, proven to go on from all seen before\nkey ${state.key}`,
    json: state,
    incomplete: state.trouble !== null,
  };
}
