import { hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../shared/model/failure.ts';

/** The one secret of a server; every other key and password of it is derived from it, or encrypted under it. */
export interface MasterKey {
  /** 32 bytes for one purpose (HKDF-SHA-256, RFC 5869); the same each time. */
  derive(purpose: string): Buffer;
}

const BYTES = 32;
const FILE = 'tenant.key';

/**
 * The key from the environment, if it is there, else from `tenant.key` in the data folder, which the first start
 * makes. Throws MASTER_KEY_BAD when what is there is no key.
 */
export function loadMasterKey(dataFolder: string, fromEnvironment: string | undefined): MasterKey {
  if (fromEnvironment !== undefined) {
    return masterKey(fromEnvironment, 'The environment variable ERROR_IQ_TENANT_KEY');
  }
  const path = join(dataFolder, FILE);
  if (!existsSync(path)) {
    writeFileSync(path, `${randomBytes(BYTES).toString('base64url')}\n`, {
      mode: 0o600,
      flag: 'wx',
    });
  }
  return masterKey(readFileSync(path, 'utf8').trim(), path);
}

function masterKey(text: string, where: string): MasterKey {
  const key = Buffer.from(text, 'base64url');
  if (key.length !== BYTES || key.toString('base64url') !== text) {
    throw new Failure(
      'MASTER_KEY_BAD',
      `${where} holds no key of this server: it must be 32 bytes in base64url. Nothing was changed. Bring back the key that the server was started with first; without it, what is encrypted cannot be read.`,
    );
  }
  return {
    derive: (purpose) => Buffer.from(hkdfSync('sha256', key, '', `error-iq-tenant ${purpose}`, 32)),
  };
}
