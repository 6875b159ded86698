import { resolve } from 'node:path';
import type { Vault } from '../../vault/index.ts';
import {
  exportAudit,
  forgetAudit,
  openConnection,
  provenAuditEntry,
  watchAudit,
} from '../../tenant/index.ts';
import { usage, wholeNumber } from './arguments.ts';
import type { Said } from './said.ts';

interface Asked {
  readonly vault: Vault;
  readonly values: { readonly out?: string | undefined };
  readonly words: readonly string[];
}

/**
 * `tenant audit`: holds the server's audit log against what this profile saw of it before; `entry N` proves one entry,
 * `export` writes the whole for `verify`, `trust` believes it as it is now.
 */
export async function auditLog({ vault, values, words }: Asked): Promise<Said> {
  const connection = openConnection(vault);
  const [what = 'check', number, extra] = words;
  if (extra !== undefined) throw usage('"tenant audit" takes check, entry N, export or trust.');
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
      const entries = await exportAudit(connection, file);
      return { text: `${entries} entries, in ${file}`, json: { file, entries } };
    }
    default:
      throw usage('"tenant audit" takes check, entry N, export or trust.');
  }
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
