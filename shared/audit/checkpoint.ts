/** A tree head: so many entries, and the root over them. */
export interface Checkpoint {
  /** Whose log it is. */
  readonly origin: string;
  readonly size: number;
  /** Base64. */
  readonly root: string;
}

export interface NoteSignature {
  readonly name: string;
  /** Of key id (4 bytes) and signature (64 bytes), base64. */
  readonly bytes: string;
}

const LINE = /^([0-9]|[1-9][0-9]{1,15})$/;
const ROOT = /^[A-Za-z0-9+/]{43}=$/;
const SIGNATURE = /^— (\S+) ([A-Za-z0-9+/]{91}=)$/;

/** What of a checkpoint is signed: C2SP tlog-checkpoint. */
export function checkpointBody({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${root}\n`;
}

/** A signed checkpoint: C2SP signed-note. */
export function signedCheckpoint(body: string, { name, bytes }: NoteSignature): string {
  return `${body}\n— ${name} ${bytes}\n`;
}

/** A signed checkpoint in its parts; null: it is none. Whether the signature is good is for others to say. */
export function readCheckpoint(
  text: string,
): { checkpoint: Checkpoint; body: string; signatures: NoteSignature[] } | null {
  const end = text.indexOf('\n\n');
  if (end < 0 || !text.endsWith('\n')) return null;
  const body = text.slice(0, end + 1);
  const [origin = '', size = '', root = '', ...more] = body.slice(0, -1).split('\n');
  const isHead = origin !== '' && LINE.test(size) && ROOT.test(root) && more.length === 0;
  if (!isHead || !Number.isSafeInteger(Number(size))) return null;
  const lines = text.slice(end + 2, -1).split('\n');
  const signatures = lines.flatMap((line) => {
    const [, name, bytes] = SIGNATURE.exec(line) ?? [];
    return name === undefined || bytes === undefined ? [] : [{ name, bytes }];
  });
  if (signatures.length !== lines.length) return null;
  return { checkpoint: { origin, size: Number(size), root }, body, signatures };
}
