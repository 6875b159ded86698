import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open as openFile, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure } from '#shared/model/failure.ts';
import { verifyAuditExport } from '../../audit/index.ts';
import { verifyBundle, verifyCase } from '../../evidence/index.ts';
import type { Erasure } from '../../journal/index.ts';
import { verifyDetached, verifyPdf, type FileVerdict } from '../../reports/index.ts';
import { knownSigners, signersFolderOf } from '../../signing/index.ts';
import { parseCommand, usage } from './arguments.ts';
import { namedCase } from './command-case.ts';
import { choiceOf, EXIT, print } from './command.ts';
import { counted } from './counted.ts';
import { showProgress } from './progress-line.ts';
import { recordsVerdictLines } from './records-verdict-lines.ts';

/**
 * `verify CASE`: checks every hash and signature of the journal, and that the records and kept originals are those
 * that it signs. `verify BUNDLE.zip`: every file of an evidence
 * bundle. `verify AUDIT.jsonl`: an export of a team's audit log. `verify FILE`: the signature of a file that left, in it (PDF) or beside it (`FILE.p7s`). Exit code 0 only
 * for what is valid and signed by somebody known.
 */
export async function verifyCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    signature: { type: 'string' },
    trust: { type: 'string', multiple: true },
    key: { type: 'string' },
  });
  const [path, extra] = positionals;
  if (path === undefined || extra !== undefined)
    throw usage('"verify" takes one case, bundle or file.');
  const json = values.json === true;
  const head = await headOf(path);
  if (isCase(path, head)) return verifyCaseFile(path, values, json);
  if (head.startsWith(AUDIT_HEAD)) return verifyAudit(resolve(path), values.key ?? null, json);
  const beside = values.signature ?? `${path}.p7s`;
  // Tables of a report go in a zip too; those are signed beside it.
  if (/\.zip$/i.test(path) && !existsSync(beside)) return verifyBundleFile(resolve(path), json);
  const known = [
    ...knownSigners(signersFolderOf(choiceOf(values).dataFolder)),
    ...(await Promise.all((values.trust ?? []).map(certificateIn))),
  ];
  return verifyFile(resolve(path), values.signature, known, json);
}

async function verifyCaseFile(
  path: string,
  values: Parameters<typeof choiceOf>[0],
  json: boolean,
): Promise<number> {
  const { open, finish } = await namedCase(path, choiceOf(values), false);
  try {
    const { signal } = new AbortController();
    const verdict = await verifyCase(open, signal, ({ path: source, done, total }) =>
      showProgress(`hashing ${source} (${Math.floor((100 * done) / Math.max(total, 1))} %)`),
    );
    showProgress(null);
    const { entries, head, authors, broken, records } = verdict;
    const erasures = broken === null ? await open.erasures() : [];
    if (json) print(JSON.stringify({ ...verdict, erasures }));
    else if (broken !== null) {
      print(`${placeOf(broken.seq)} is broken: ${broken.reason}`);
      print('The records were not checked: what signs them does not hold.');
    } else {
      print(`${counted(entries, 'entry', 'entries')}, all in order; head ${head?.digest ?? ''}`);
      for (const { name, key, entries } of authors) print(`  ${entries} by ${name} (key ${key})`);
    }
    if (!json && records !== null) for (const line of recordsVerdictLines(records)) print(line);
    if (!json) for (const erasure of erasures) print(erasureText(erasure));
    if (records === null || records.faults.length > 0) return EXIT.failed;
    return records.unsealed.length > 0 ? EXIT.incomplete : EXIT.done;
  } finally {
    await finish();
  }
}

/** What is not as it came in because somebody took it out, and says so over his signature. */
function erasureText({ what, places, sources, author, at, reason }: Erasure): string {
  const where = `${counted(places, 'place', 'places')} in ${counted(sources.length, 'source', 'sources')}`;
  return `  but for what was ${what}: ${where}, by ${author} at ${at} (${reason})`;
}

async function verifyBundleFile(path: string, json: boolean): Promise<number> {
  const verdict = await verifyBundle(path);
  const { files, manifest, broken } = verdict;
  if (json) print(JSON.stringify(verdict));
  else if (broken !== null) print(`${broken.file === '' ? path : broken.file}: ${broken.reason}`);
  else if (manifest !== null) {
    const { signer, journal, madeAt } = manifest;
    print(
      `${files} files, all as they were signed by ${signer.name} (key ${signer.key}) at ${madeAt}`,
    );
    print(
      `  case "${manifest.case.name}", journal of ${journal.entries} entries, head ${journal.digest}`,
    );
  }
  return broken === null ? EXIT.done : EXIT.failed;
}

async function verifyFile(
  path: string,
  signaturePath: string | undefined,
  known: readonly X509Certificate[],
  json: boolean,
): Promise<number> {
  const file = await bytesOf(path);
  const beside = signaturePath ?? `${path}.p7s`;
  const verdict = file.subarray(0, 5).equals(Buffer.from('%PDF-'))
    ? verifyPdf(file, known)
    : verifyDetached(file, existsSync(beside) ? await bytesOf(beside) : null, known);
  if (json) print(JSON.stringify(verdictDocument(path, verdict)));
  else tellVerdict(path, verdict);
  return verdict.verdict === 'valid' ? EXIT.done : EXIT.failed;
}

function tellVerdict(path: string, verdict: FileVerdict): void {
  switch (verdict.verdict) {
    case 'unsigned':
      print(`${path} is not signed: there is no signature in it or beside it.`);
      return;
    case 'valid':
      print(`${path} is valid.`);
      break;
    case 'unknown-signer':
      print(`${path} is as it was signed, but its signer is not known here.`);
      print(
        "Hold the certificate against the signer's word, then name it with --trust FILE.pem or put it in the signers folder.",
      );
      break;
    case 'invalid':
      print(`${path} is NOT valid. ${verdict.reason}`);
      for (const { from, to } of verdict.changed) print(`  changed: bytes ${from} to ${to}`);
      for (const field of verdict.fields) print(`  changed: field ${field}`);
  }
  const { signer } = verdict;
  if (signer === null) return;
  print(`  signed by ${signer.name}, certificate ${signer.fingerprint}`);
  if (signer.signedAt !== null) print(`  at ${signer.signedAt}, as the signer says`);
  if (signer.timeStamp !== null) {
    print(`  time stamp ${signer.timeStamp.at} by ${signer.timeStamp.authority}`);
  }
  print(`  states ${signer.statement}`);
}

function verdictDocument(path: string, verdict: FileVerdict) {
  const signer = 'signer' in verdict ? verdict.signer : null;
  const bad = verdict.verdict === 'invalid' ? verdict : null;
  return {
    file: path,
    verdict: verdict.verdict,
    reason: bad?.reason ?? null,
    changed: bad?.changed ?? [],
    fields: verdict.fields,
    signer: signer === null ? null : { ...signer, statement: parsed(signer.statement) },
  };
}

function parsed(statement: string): unknown {
  try {
    return JSON.parse(statement);
  } catch {
    return statement;
  }
}

const AUDIT_HEAD = '{"format":"error-iq-audit"';

async function verifyAudit(path: string, key: string | null, json: boolean): Promise<number> {
  const verdict = await verifyAuditExport(path);
  const { broken, entries, first, from, to } = verdict;
  const isKnown = key !== null && key === verdict.key;
  if (json) print(JSON.stringify({ file: path, ...verdict, known: isKnown }));
  else if (broken !== null) {
    print(
      `${path} is NOT valid. ${broken.seq === null ? 'The log' : `Entry ${broken.seq}`}: ${broken.reason}`,
    );
  } else {
    print(
      `${path}: ${entries} entries from ${from} to ${to}, all in order and as they were signed.${first === 0 ? '' : ` They begin with entry ${first}.`}`,
    );
    print(`  key ${verdict.key}`);
    if (!isKnown) {
      print(
        '  Hold the key against what "tenant audit" says on a machine of the team, then name it with --key.',
      );
    }
  }
  return broken === null && isKnown ? EXIT.done : EXIT.failed;
}

function isCase(path: string, head: string): boolean {
  return path.toLowerCase().endsWith('.eiq') || head.startsWith('EIQ');
}

/** The first bytes of a file, as far as they are ASCII. */
async function headOf(path: string): Promise<string> {
  const head = Buffer.alloc(AUDIT_HEAD.length);
  const file = await openFile(path, 'r').catch(() => {
    throw unreadable(path);
  });
  try {
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    return head.subarray(0, bytesRead).toString('latin1');
  } finally {
    await file.close();
  }
}

async function certificateIn(path: string): Promise<X509Certificate> {
  try {
    return new X509Certificate(await bytesOf(path));
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw usage(`${path} is not a certificate (PEM or DER).`);
  }
}

async function bytesOf(path: string): Promise<Buffer> {
  return readFile(path).catch(() => {
    throw unreadable(path);
  });
}

function unreadable(path: string): Failure {
  return new Failure('FILE_UNREADABLE', `${path} cannot be read. Check that it is there.`, {
    path,
  });
}

function placeOf(seq: number | null): string {
  return seq === null ? 'The case' : `Entry ${seq}`;
}
