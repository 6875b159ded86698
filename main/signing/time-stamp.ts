import { randomBytes } from 'node:crypto';
import { Failure } from '#shared/model/failure.ts';
import { OID, sha256 } from './cms.ts';
import {
  bigInteger,
  content,
  der,
  integer,
  members,
  nothing,
  octets,
  readDer,
  sequence,
  yes,
} from './der.ts';
import { readTimeStamp } from './read-time-stamp.ts';

const TIMEOUT_MS = 20_000;
const LARGEST_ANSWER = 100_000;

/**
 * Asks a server for a time stamp over a signature (RFC 3161 over HTTP). Only the signature's SHA-256 leaves. Throws
 * TIME_STAMP_FAILED, which names the server.
 */
export async function timeStamp(server: string, signature: Buffer): Promise<Buffer> {
  const nonce = randomBytes(8);
  const imprint = sequence(sequence(OID.sha256, nothing()), octets(sha256(signature)));
  const body = der(sequence(integer(1), imprint, bigInteger(nonce), yes()));
  let answer: Buffer;
  try {
    const response = await fetch(server, {
      method: 'POST',
      headers: { 'Content-Type': 'application/timestamp-query' },
      body: new Uint8Array(body),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    answer = Buffer.from(await response.arrayBuffer());
  } catch (cause) {
    throw failed(server, cause instanceof Error ? cause.message : 'it cannot be reached');
  }
  const [status, token] =
    answer.length > LARGEST_ANSWER ? [] : members(readDer(answer) ?? undefined);
  const granted = content(members(status)[0])[0];
  if (token === undefined || granted === undefined || granted > 1) {
    throw failed(server, 'it did not grant a time stamp');
  }
  const bytes = der(token);
  const read = readTimeStamp(bytes, signature);
  if ('fault' in read) throw failed(server, read.fault);
  return bytes;
}

function failed(server: string, reason: string): Failure {
  return new Failure(
    'TIME_STAMP_FAILED',
    `${server} gave no time stamp: ${reason}. Nothing was written; try again, or sign without one.`,
    { server, reason },
    { retryable: true },
  );
}
