import { argon2, randomBytes, timingSafeEqual, type Argon2Parameters } from 'node:crypto';

/** Shortest passphrase, characters. */
export const SHORTEST_PASSPHRASE = 12;
/** Longest: more would only cost time. */
export const LONGEST_PASSPHRASE = 256;

interface Cost {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** 46 MiB, one pass: of OWASP's equally strong choices the one that takes a server's processor least. */
const COST: Cost = { memory: 47_104, passes: 1, parallelism: 1 };
const BYTES = 32;

/** What is kept of a passphrase: Argon2id (RFC 9106) with its own salt and cost, as PHC string. */
export async function hashPassphrase(passphrase: string): Promise<string> {
  const salt = randomBytes(16);
  const { memory, passes, parallelism } = COST;
  const hash = await derived(passphrase, salt, COST);
  const text = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${text(salt)}$${text(hash)}`;
}

/** Whether a passphrase is the one of a hash. Takes its time also for null, so that nobody learns who is a member. */
export async function isPassphrase(passphrase: string, hash: string | null): Promise<boolean> {
  const read = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(hash ?? '');
  if (read === null) {
    await derived(passphrase, Buffer.alloc(16), COST);
    return false;
  }
  const [, memory, passes, parallelism, salt = '', kept = ''] = read;
  const cost = {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
  };
  const found = await derived(passphrase, Buffer.from(salt, 'base64'), cost);
  return timingSafeEqual(found, Buffer.from(kept, 'base64'));
}

function derived(passphrase: string, nonce: Buffer, cost: Cost): Promise<Buffer> {
  // The same characters may be typed in more than one way.
  const parameters: Argon2Parameters = {
    message: passphrase.normalize('NFKC'),
    nonce,
    tagLength: BYTES,
    ...cost,
  };
  return new Promise((resolve, reject) => {
    argon2('argon2id', parameters, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
