import { createHash } from 'node:crypto';
import type { OpenCase } from '../open-case.ts';
import type { ReportData } from './data/report-data.ts';

/** Notes in the case's custody log that a report was written: evidence has left. Gives its SHA-256, hex. */
export async function noteReport(
  open: OpenCase,
  { framework, stage, cited, masked }: ReportData,
  file: string,
  bytes: Uint8Array,
): Promise<string> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const facts = {
    what: 'report' as const,
    file,
    sha256,
    bytes: bytes.length,
    records: cited.length,
    sources: [],
    note: `${framework.id} ${stage.id}${masked ? ' [masked]' : ''}`,
  };
  await open.noteCustody({ kind: 'custody.left', facts });
  return sha256;
}
