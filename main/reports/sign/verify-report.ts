import type { X509Certificate } from 'node:crypto';
import { derLength, verifySigned, type SignatureVerdict } from '../../signing/index.ts';
import { jsonPathAt } from './json-path.ts';

/** A verdict on a file, with the fields of a JSON report that lie where it was changed. */
export type FileVerdict = SignatureVerdict & { readonly fields: readonly string[] };

/** Holds a file against the signature beside it; `signature` null: there is none. */
export function verifyDetached(
  file: Uint8Array,
  signature: Uint8Array | null,
  known: readonly X509Certificate[],
): FileVerdict {
  if (signature === null) return { verdict: 'unsigned', fields: [] };
  const verdict = verifySigned(signature, file, known);
  if (verdict.verdict !== 'invalid' || file[0] !== '{'.charCodeAt(0))
    return { ...verdict, fields: [] };
  const text = Buffer.from(file).toString('latin1');
  const paths = verdict.changed.flatMap(({ from, to }) => [
    jsonPathAt(text, from),
    jsonPathAt(text, to),
  ]);
  return { ...verdict, fields: [...new Set(paths.flatMap((path) => path ?? []))] };
}

/**
 * Holds a PDF against the signature in it. It must be over everything but itself: a document that was added to after
 * it was signed is another document. Nothing may stand in the place of the signature but its own digits.
 */
export function verifyPdf(file: Uint8Array, known: readonly X509Certificate[]): FileVerdict {
  const text = Buffer.from(file).toString('latin1');
  if (!text.includes('/ByteRange')) return { verdict: 'unsigned', fields: [] };
  const ranges = [...text.matchAll(/\/ByteRange \[0 (\d+) (\d+) (\d+)\] */g)];
  const [first] = ranges;
  const [before, after, length] = (first ?? []).slice(1).map(Number);
  if (ranges.length !== 1 || before === undefined || after === undefined || length === undefined) {
    return broken('The place of the signature cannot be read.');
  }
  if (after + length !== file.length) {
    return broken('The signature is not over the whole file: something was added or taken away.', [
      { from: Math.min(after + length, file.length), to: file.length },
    ]);
  }
  const digits = text.slice(before + 1, after - 1);
  const contents = Buffer.from(digits, 'hex');
  const size = derLength(contents) ?? 0;
  const signature = contents.subarray(0, size);
  const written = `<${signature.toString('hex').padEnd(digits.length, '0')}>`;
  if (size === 0 || text.slice(before, after) !== written) {
    return broken('The signature itself was changed.', [{ from: before, to: after - 1 }]);
  }
  const signed = Buffer.concat([file.subarray(0, before), file.subarray(after)]);
  const offsetOf = (at: number): number => (at < before ? at : at + after - before);
  const verdict = verifySigned(signature, signed, known, { signedAt: timeIn(text), offsetOf });
  return { ...verdict, fields: [] };
}

function broken(
  reason: string,
  changed: readonly { from: number; to: number }[] = [],
): FileVerdict {
  return { verdict: 'invalid', reason, changed, signer: null, fields: [] };
}

/** When the dictionary says that it was signed, `/M (D:20260312142000Z)`. */
function timeIn(text: string): Date | null {
  const found = /\/Type \/Sig\b[^]*?\/M \(D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z\)/.exec(text);
  if (found === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1)
    .map(Number);
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second));
}
