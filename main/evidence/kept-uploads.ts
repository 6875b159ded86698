import { z } from 'zod';
import { shredFile, type Vault } from '../vault/index.ts';
import { removePages } from './readable-pages.ts';

const upload = z.strictObject({
  uploadId: z.string(),
  caseId: z.string(),
  /** The sealed file, and what it opens with, base64url. */
  path: z.string(),
  key: z.string(),
  /** Keys of the sources that were chosen. */
  sources: z.array(z.string()),
  masked: z.boolean(),
  /** The server is to be let read them. */
  readable: z.boolean().default(false),
  /** Null: the file is still being made, and worth nothing yet. */
  made: z
    .strictObject({ records: z.number(), erasures: z.array(z.string()), noted: z.boolean() })
    .nullable(),
});

/** Raw logs that are on their way to the team server. */
export type KeptUpload = z.output<typeof upload>;

const DRAWER = 'raw-log-uploads';

/** Uploads that a profile has begun and not ended, so that a process that ended can be gone on from. */
export interface KeptUploads {
  all(): readonly KeptUpload[];
  keep(one: KeptUpload): void;
  forget(uploadId: string): void;
}

/** Those of a profile, sealed in the vault's drawer. */
export function openKeptUploads(vault: Pick<Vault, 'drawer'>): KeptUploads {
  const all = (): KeptUpload[] => {
    const text = vault.drawer(DRAWER).read();
    return text === null ? [] : z.array(upload).parse(JSON.parse(text));
  };
  const write = (uploads: readonly KeptUpload[]): void =>
    vault.drawer(DRAWER).write(JSON.stringify(uploads));
  const without = (uploadId: string): KeptUpload[] =>
    all().filter((one) => one.uploadId !== uploadId);
  return {
    all,
    keep: (one) => write([...without(one.uploadId), one]),
    forget: (uploadId) => write(without(uploadId)),
  };
}

/** Forgets uploads of cases (by their ids on a team server), and destroys the files that they were made of. */
export function forgetUploads(vault: Pick<Vault, 'drawer'>, caseIds: readonly string[]): void {
  const uploads = openKeptUploads(vault);
  for (const { uploadId, caseId, path } of uploads.all()) {
    if (!caseIds.includes(caseId)) continue;
    shredFile(path);
    removePages(path);
    uploads.forget(uploadId);
  }
}
