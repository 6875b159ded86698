import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { expect, test } from 'vitest';
import { SERVER_RESTORED, type AuditEntry, type AuditHead } from '#shared/audit/audit-wire.ts';
import { checkpointBody, signedCheckpoint } from '#shared/audit/checkpoint.ts';
import {
  addLeaf,
  consistencyRanges,
  EMPTY_TREE,
  inclusionRanges,
  leafHash,
  rootOf,
  type LeafRange,
} from '#shared/audit/merkle-tree.ts';
import { sha256, witness, type Witnessed } from '../../../../main/audit/index.ts';

const ORIGIN = 'night.example';
const NOW = new Date('2026-11-29T08:00:00Z');

/** What signs a server's log. */
interface Signing {
  readonly verifier: string;
  readonly key: KeyObject;
  readonly id: Buffer;
}

function signing(): Signing {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  const typed = Buffer.concat([Buffer.from([1]), Buffer.from(x, 'base64url')]);
  const id = sha256(Buffer.from(`${ORIGIN}\n`), typed).subarray(0, 4);
  const verifier = `${ORIGIN}+${id.toString('hex')}+${typed.toString('base64')}`;
  return { verifier, key: privateKey, id };
}

const server = signing();

const entry = (seq: number, action = 'member.invited', text = 'a'): string =>
  JSON.stringify({
    v: 1,
    seq,
    prev: null,
    at: NOW.toISOString(),
    actor: { is: 'server', task: 'test' },
    request: null,
    writes: [],
    events: [{ action, about: { to: '2026-11-28T00:00:00Z', text } }],
  } satisfies AuditEntry);

function hashOf(bodies: readonly string[], { from, to }: LeafRange): Uint8Array {
  let tree = EMPTY_TREE;
  for (const body of bodies.slice(from, to)) {
    tree = addLeaf(sha256, tree, leafHash(sha256, Buffer.from(body))).frontier;
  }
  return rootOf(sha256, tree);
}

const proofOf = (bodies: readonly string[], ranges: readonly LeafRange[]): string[] =>
  ranges.map((range) => Buffer.from(hashOf(bodies, range)).toString('base64'));

/** What a server says of a log to who knows so many entries of it. */
function said(bodies: readonly string[], known: number, by: Signing = server): AuditHead {
  const size = bodies.length;
  const root = Buffer.from(hashOf(bodies, { from: 0, to: size })).toString('base64');
  const body = checkpointBody({ origin: ORIGIN, size, root });
  const bytes = Buffer.concat([by.id, sign(null, Buffer.from(body), by.key)]).toString('base64');
  const proof = known > size ? [] : proofOf(bodies, consistencyRanges(known, size));
  const checkpoint = signedCheckpoint(body, { name: ORIGIN, bytes });
  return { key: by.verifier, checkpoint, proof, restored: null };
}

const restoredAt = (
  bodies: readonly string[],
  seq: number,
): NonNullable<AuditHead['restored']> => ({
  seq,
  body: bodies[seq] ?? '',
  proof: proofOf(bodies, inclusionRanges(seq, bodies.length)),
});

const before = Array.from({ length: 9 }, (_, seq) => entry(seq));
/** Put back to its first five entries, as an entry of it says. */
const putBack = [...before.slice(0, 5), entry(5, SERVER_RESTORED), entry(6)];
const seen: Witnessed = witness(null, said(before, 0), NOW);
const faultOf = (head: AuditHead): string | undefined => witness(seen, head, NOW).trouble?.fault;

test('a server that was put back is believed only by an entry that stands in its signed log', () => {
  expect(seen).toMatchObject({ size: 9, trouble: null });
  const head = { ...said(putBack, 9), restored: restoredAt(putBack, 5) };
  expect(faultOf(head)).toBe('restored');
});

test.each<[string, () => AuditHead, string]>([
  ['nothing says so', () => said(putBack, 9), 'shortened'],
  [
    'an entry that does not stand in the log says so',
    () => ({
      ...said(putBack, 9),
      restored: { ...restoredAt(putBack, 6), body: entry(6, SERVER_RESTORED) },
    }),
    'shortened',
  ],
  [
    'its time is another one than in the log',
    () => {
      const good = restoredAt(putBack, 5);
      return {
        ...said(putBack, 9),
        restored: { ...good, body: good.body.replace('11-28', '11-27') },
      };
    },
    'shortened',
  ],
  [
    'an entry says so that speaks of something else',
    () => ({ ...said(putBack, 9), restored: restoredAt(putBack, 6) }),
    'shortened',
  ],
  [
    'it is told at another place',
    () => ({ ...said(putBack, 9), restored: { ...restoredAt(putBack, 5), seq: 4 } }),
    'shortened',
  ],
  [
    'it stands in another log than the one that is signed',
    () => {
      const other = [...putBack, entry(7)];
      return { ...said(putBack, 9), restored: restoredAt(other, 5) };
    },
    'shortened',
  ],
  [
    'somebody else signed the log that says so',
    () => ({ ...said(putBack, 9, signing()), restored: restoredAt(putBack, 5) }),
    'key-changed',
  ],
  [
    'a log as long as before, with other entries, has one that is not its own',
    () => {
      const rewritten = before.map((_, seq) => entry(seq, 'member.invited', 'b'));
      return { ...said(rewritten, 9), restored: restoredAt(putBack, 5) };
    },
    'rewritten',
  ],
])('a forged word of having been put back is no excuse: %s', (_how, head, fault) => {
  expect(faultOf(head())).toBe(fault);
});

test('a word of having been put back beside a log that goes on is no trouble, and changes nothing', () => {
  const longer = [...before, entry(9)];
  const head = { ...said(longer, 9), restored: restoredAt(putBack, 5) };
  expect(witness(seen, head, NOW)).toMatchObject({ size: 10, trouble: null });
});
