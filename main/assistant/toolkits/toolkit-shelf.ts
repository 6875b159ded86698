import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { Failure } from '#shared/model/failure.ts';
import type { ListedToolkit, Toolkit } from '#shared/model/toolkit.ts';
import { secretName, toolkit, toolName } from '#shared/model/toolkit-schemas.ts';
import type { Vault } from '../../vault/index.ts';
import { grant, type Grant } from './sign-in/grant.ts';

const DRAWER = 'assistant-toolkits';

const stored = z.strictObject({
  v: z.literal(1),
  toolkits: z.array(
    z.strictObject({
      ...toolkit.shape,
      secrets: z.record(secretName, z.string()),
      /** SHA-256 of what was said of each tool when it was allowed. */
      allowed: z.record(toolName, z.string()),
      /** Absent: nobody is signed in. */
      grant: grant.optional(),
    }),
  ),
});
type Stored = z.output<typeof stored>;
type Kept = Stored['toolkits'][number];

/** The toolkits of the profile, their credentials, and which of their tools may be used. All sealed beside the vault. */
export interface ToolkitShelf {
  list(): readonly ListedToolkit[];
  /** A toolkit with its credentials, for who connects to it. Throws TOOLKIT_UNKNOWN. */
  kept(id: string): Kept;
  /** Adds a toolkit or changes it. What reaches another program has neither the credentials nor what was allowed. */
  set(next: Toolkit): void;
  /** Throws TOOLKIT_UNKNOWN, as all below. */
  remove(id: string): void;
  /** Sets a credential; null takes it out. */
  setSecret(id: string, name: string, value: string | null): void;
  /** Allows a tool as it was described, by the hash of that. */
  allow(id: string, tool: string, sha256: string): void;
  disallow(id: string, tool: string): void;
  /** Keeps a sign-in; null ends it. */
  setGrant(id: string, next: Grant | null): void;
}

/** The shelf in a vault. Throws VAULT_LOCKED from every function while that is locked. */
export function createToolkitShelf(vault: Pick<Vault, 'drawer'>): ToolkitShelf {
  function read(): readonly Kept[] {
    const text = vault.drawer(DRAWER).read();
    if (text === null) return [];
    const parsed = stored.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data.toolkits;
    throw new Failure(
      'TOOLKITS_UNREADABLE',
      'The toolkits were written by another version and cannot be read. They were left as they are.',
    );
  }
  const write = (toolkits: readonly Kept[]): void =>
    vault.drawer(DRAWER).write(JSON.stringify({ v: 1, toolkits }));

  function kept(id: string): Kept {
    const found = read().find((one) => one.id === id);
    if (found !== undefined) return found;
    throw new Failure('TOOLKIT_UNKNOWN', `There is no toolkit "${id}". Add it first.`, { id });
  }
  function change(id: string, next: Partial<Kept>): void {
    const before = kept(id);
    write(read().map((one) => (one.id === id ? { ...before, ...next } : one)));
  }
  const without = (held: Readonly<Record<string, string>>, name: string): Record<string, string> =>
    Object.fromEntries(Object.entries(held).filter(([key]) => key !== name));

  return {
    kept,
    list: () => read().map(listed),
    set({ id, reach }) {
      const all = read();
      const before = all.find((one) => one.id === id);
      const same = before !== undefined && isDeepStrictEqual(before.reach, reach);
      const next = same ? before : { id, reach, secrets: {}, allowed: {} };
      const others = all.filter((one) => one.id !== id);
      write([...others, next].toSorted((a, b) => a.id.localeCompare(b.id)));
    },
    remove(id) {
      kept(id);
      write(read().filter((one) => one.id !== id));
    },
    setSecret(id, name, value) {
      const { secrets } = kept(id);
      const rest = without(secrets, name);
      change(id, { secrets: value === null ? rest : { ...rest, [name]: value } });
    },
    allow: (id, tool, sha256) => change(id, { allowed: { ...kept(id).allowed, [tool]: sha256 } }),
    setGrant(id, next) {
      const { grant: _ended, ...rest } = kept(id);
      const changed = next === null ? rest : { ...rest, grant: next };
      write(read().map((one) => (one.id === id ? changed : one)));
    },
    disallow: (id, tool) => change(id, { allowed: without(kept(id).allowed, tool) }),
  };
}

/** What may be known of a toolkit outside: no credential, and of a sign-in only where, until when and as which client. */
export function listed({ id, reach, secrets, allowed, grant: held }: Kept): ListedToolkit {
  const signedIn =
    held === undefined
      ? null
      : {
          server: new URL(held.server).host,
          untilMs: held.untilMs,
          client:
            held.given === undefined
              ? null
              : { id: held.client.client_id, secret: held.client.client_secret !== undefined },
        };
  return { id, reach, secrets: Object.keys(secrets), allowed: Object.keys(allowed), signedIn };
}
