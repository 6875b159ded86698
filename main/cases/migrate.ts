import { copyFileSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { Failure } from '#shared/model/failure.ts';
import { sql as case0001 } from './migrations/0001-case.ts';
import { sql as case0002 } from './migrations/0002-varying-words.ts';
import { sql as case0003 } from './migrations/0003-table-shape.ts';
import { sql as case0004 } from './migrations/0004-user-format.ts';
import { sql as case0005 } from './migrations/0005-clock-shift.ts';
import { sql as case0006 } from './migrations/0006-block-times.ts';
import { sql as case0007 } from './migrations/0007-first-year.ts';
import { sql as case0008 } from './migrations/0008-evidence.ts';
import { sql as case0009 } from './migrations/0009-originals.ts';
import { sql as case0010 } from './migrations/0010-duplicates.ts';
import { sql as case0011 } from './migrations/0011-live.ts';
import { sql as case0012 } from './migrations/0012-times-back.ts';
import { sql as case0013 } from './migrations/0013-asked.ts';
import { sql as case0014 } from './migrations/0014-privacy.ts';
import { sql as case0015 } from './migrations/0015-block-fields.ts';
import { sql as case0016 } from './migrations/0016-sync.ts';
import { sql as case0017 } from './migrations/0017-playbooks.ts';
import { sql as case0018 } from './migrations/0018-rule-results.ts';
import { sql as case0019 } from './migrations/0019-block-facts.ts';
import { sql as case0020 } from './migrations/0020-slot-values.ts';
import { sql as case0021 } from './migrations/0021-sealed-records.ts';
import { sql as case0022 } from './migrations/0022-block-parts.ts';
import { sql as case0023 } from './migrations/0023-secondary-formats.ts';
import { sql as case0024 } from './migrations/0024-kept-diagnosis.ts';

/** In their order; the position plus one is the version. Forward only: never change one that was released. */
const MIGRATIONS = [
  case0001,
  case0002,
  case0003,
  case0004,
  case0005,
  case0006,
  case0007,
  case0008,
  case0009,
  case0010,
  case0011,
  case0012,
  case0013,
  case0014,
  case0015,
  case0016,
  case0017,
  case0018,
  case0019,
  case0020,
  case0021,
  case0022,
  case0023,
  case0024,
];

/** Version of a case file that this Error-IQ writes. */
export const CASE_VERSION = MIGRATIONS.length;

/**
 * Brings a case file to the present version. An existing file is copied beside itself first
 * (`NAME.eiq.v1.bak`; encrypted as it is). Throws CASE_TOO_NEW for a file of a later version.
 */
export function migrate(database: Database, path: string): void {
  const version = versionOf(database);
  refuseNewer(version, path);
  if (version === CASE_VERSION) return;
  if (version > 0) {
    database.pragma('wal_checkpoint(TRUNCATE)');
    copyFileSync(path, `${path}.v${version}.bak`);
  }
  database.transaction(() => {
    for (const sql of MIGRATIONS.slice(version)) database.exec(sql);
    database.pragma(`user_version = ${CASE_VERSION}`);
  })();
}

/** Throws CASE_TOO_NEW when a later Error-IQ has written the file. */
export function refuseNewer(version: number, path: string): void {
  if (version <= CASE_VERSION) return;
  throw new Failure(
    'CASE_TOO_NEW',
    `${path} was made by a newer Error-IQ (case version ${version}; this one knows up to ${CASE_VERSION}). Nothing was changed; update Error-IQ to open it.`,
    { path, version, known: CASE_VERSION },
  );
}

/** Version of an open case file; 0: it is new. */
export function versionOf(database: Database): number {
  return Number(database.pragma('user_version', { simple: true }));
}
