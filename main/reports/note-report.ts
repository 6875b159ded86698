import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import type { OpenCase } from '../open-case.ts';
import { VERSION } from '../version.ts';
import type { ReportData } from './data/report-data.ts';

/** Notes in the case's custody log that a report was written: evidence has left. Gives its SHA-256, hex. */
export async function noteReport(
  open: OpenCase,
  { framework, stage, cited }: ReportData,
  file: string,
  bytes: Uint8Array,
): Promise<string> {
  const now = new Date();
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await open.append({
    kind: 'custody.left',
    payload: {
      at: now.toISOString(),
      utcOffsetMinutes: 0 - now.getTimezoneOffset(),
      clockOffsetMs: null,
      host: hostname(),
      tool: 'Error-IQ',
      toolVersion: VERSION,
      what: 'report',
      file,
      sha256,
      bytes: bytes.length,
      records: cited.length,
      sources: [],
      note: `${framework.id} ${stage.id}`,
    },
  });
  return sha256;
}
