import { canonicalJson } from '#shared/model/canonical-json.ts';
import {
  fingerprint,
  pieceDigests,
  sha256,
  signCms,
  timeStamp,
  type SigningIdentity,
} from '../../signing/index.ts';
import { X509Certificate } from 'node:crypto';
import type { ReportData } from '../data/report-data.ts';
import { renderReport, type ReportFormat } from '../render/formats.ts';
import { placeSignature, signPdf } from './pdf-signature.ts';

/** With what a report is signed, and when. */
export interface ReportSigning {
  readonly identity: SigningIdentity;
  readonly time: Date;
  /** Address of a server for time stamps (RFC 3161); null: none. */
  readonly timeStampServer: string | null;
}

/** A report as files: `detached` is the signature beside it, where the format cannot hold one. */
export interface WrittenReport {
  readonly bytes: Uint8Array;
  readonly detached: Uint8Array | null;
}

/** How a report names who signs it. */
export function signerOf({ chain }: SigningIdentity): NonNullable<ReportData['signer']> {
  const { subject } = new X509Certificate(chain[0]);
  const name = /^CN=(.+)$/m.exec(subject)?.[1] ?? subject.replaceAll('\n', ', ');
  return { name, certificate: fingerprint(chain[0]) };
}

/**
 * Writes a report, signed where `signing` is given: within a PDF (PAdES), beside everything else (CMS, `.p7s`). Apart
 * from the signature and its time the bytes depend on the report alone. Throws TIME_STAMP_FAILED.
 */
export async function writeReport(
  data: ReportData,
  format: ReportFormat,
  signing: ReportSigning | null,
): Promise<WrittenReport> {
  if (signing === null) return { bytes: await renderReport(data, format), detached: null };
  const { identity, time, timeStampServer } = signing;
  const statement = statementOf(data);
  const stamp =
    timeStampServer === null ? null : (bytes: Buffer) => timeStamp(timeStampServer, bytes);
  if (format === 'pdf') {
    const { name } = signerOf(identity);
    const pdf = await renderReport(data, format, (doc) => placeSignature(doc, name, time));
    return { bytes: await signPdf(pdf, { identity, time, statement, stamp }), detached: null };
  }
  const bytes = await renderReport(data, format);
  const what = { digest: sha256(bytes), pieces: pieceDigests(bytes), statement, time };
  return { bytes, detached: await signCms(what, identity, stamp) };
}

/** What is signed beside the bytes: which report of which case, and the journal that it rests on. */
function statementOf({
  framework,
  stage,
  submission,
  case: { name },
  journal,
}: ReportData): string {
  const { entries, head, at } = journal;
  return canonicalJson({
    type: 'error-iq/report',
    framework: framework.id,
    stage: stage.id,
    submission,
    case: name,
    journal: { entries, head, at },
  });
}
