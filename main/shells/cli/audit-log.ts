import { resolve } from 'node:path';
import type { Vault } from '../../vault/index.ts';
import {
  createTeam,
  exportAudit,
  fetchArchives,
  forgetAudit,
  openConnection,
  provenAuditEntry,
  watchAudit,
} from '../../tenant/index.ts';
import { usage, wholeNumber } from './arguments.ts';
import type { Said } from './said.ts';

interface Asked {
  readonly vault: Vault;
  readonly values: { readonly out?: string | undefined; readonly since?: string | undefined };
  readonly words: readonly string[];
}

/**
 * `tenant audit`: holds the server's audit log against what this profile saw of it before; `entry N` proves one entry,
 * `export [--since N]` writes it for `verify`, from an entry on, `archives [--out FOLDER]` what is not in the log any more, `trust` believes it as it is now.
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
      return archived(connection, values.out);
    default:
      throw usage('"tenant audit" takes check, entry N, export, archives or trust.');
  }
}

async function archived(
  connection: ReturnType<typeof openConnection>,
  out: string | undefined,
): Promise<Said> {
  const archives = await createTeam(connection).auditArchives();
  const fetched = out === undefined ? [] : await fetchArchives(connection, resolve(out));
  const lines = [
    ...archives.map(
      ({ first, upto, since, until }) => `entries ${first} to ${upto - 1}  ${since} to ${until}`,
    ),
    ...(archives.length === 0 ? ['Nothing of the audit log is in an archive.'] : []),
    ...fetched.map((file) => `written: ${file}`),
  ];
  return { text: lines.join('\n'), json: { archives, fetched } };
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
