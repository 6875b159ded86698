import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Diagnosis } from '#shared/model/hypothesis.ts';
import type { Signal } from '#shared/model/signal.ts';
import { createCaseFile, makeHeader } from '../../../main/cases/index.ts';
import { openCase, type OpenCase } from '../../../main/open-case.ts';
import type { Bundle } from './bundle.ts';

/** How one bundle was read. */
export interface Verdict {
  readonly changes: number;
  readonly found: number;
  readonly missed: readonly string[];
  /** Signals on injected changes, on things that only look like one, and on what nobody touched. */
  readonly right: number;
  readonly herrings: number;
  readonly wrong: readonly Signal[];
  /** Place of the injected cause among the hypotheses, from 1; null: not among them. */
  readonly place: number | null;
  readonly diagnosis: Diagnosis;
  readonly seconds: number;
}

/** Reads a bundle as the product does, raw text in, and compares what comes out with what was done to it. */
export function judge(bundle: Bundle): Promise<Verdict> {
  return inCaseOf(bundle, async (open) => {
    const started = performance.now();
    const diagnosis = await open.diagnosis();
    const seconds = (performance.now() - started) / 1000;
    return { ...(await compare(bundle, open, diagnosis)), diagnosis, seconds };
  });
}

/** Works in a case into which a bundle was read; it is gone after that. */
export async function inCaseOf<T>(
  bundle: {
    readonly files: readonly {
      readonly name: string;
      readonly lines: readonly { readonly text: string }[];
    }[];
    readonly endMs: number;
  },
  work: (open: OpenCase) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'error-iq-bench-'));
  const path = join(folder, 'case.eiq');
  const key = randomBytes(32);
  try {
    const logs = join(folder, 'logs');
    for (const { name, lines } of bundle.files) {
      const file = join(logs, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `${lines.map(({ text }) => text).join('\n')}\n`);
      utimesSync(file, bundle.endMs / 1000, bundle.endMs / 1000);
    }
    createCaseFile(path, key, makeHeader('vault'));
    const created = { name: 'bench', zone: 'UTC' };
    const open = await openCase({ path, key, signer: null, created }, () => {});
    try {
      await open.read({ kind: 'paths', paths: [logs] });
      return await work(open);
    } finally {
      await open.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare(
  { files, truth }: Bundle,
  open: OpenCase,
  diagnosis: Diagnosis,
): Promise<Omit<Verdict, 'diagnosis' | 'seconds'>> {
  const { ofTag, markers } = await skeletonsOfTags(files, open);
  const issues = new Map((await open.issues()).map((issue) => [issue.key, issue.skeletonIds]));
  const templates = new Map(
    (await open.templates()).map(({ id, skeletons }) => [String(id), skeletons]),
  );
  const tagsOf = (signal: Signal): Set<string> => {
    const { kind, id } = signal.subject;
    const ids = (kind === 'issue' ? issues.get(id) : templates.get(id)) ?? [];
    const tags = [...ofTag].filter(([, own]) => ids.some((skeleton) => own.has(skeleton)));
    return new Set(tags.map(([tag]) => tag));
  };
  const wanted = new Set(truth.changes);
  const found = new Set<string>();
  let right = 0;
  let herrings = 0;
  const wrong: Signal[] = [];
  for (const signal of diagnosis.signals) {
    const tags = tagsOf(signal);
    const hits = [...tags].filter((tag) => wanted.has(tag));
    for (const tag of hits) {
      if (tag !== truth.cause || onHost(signal, truth.host)) found.add(tag);
    }
    if (hits.length > 0) right++;
    else if (tags.has('herring')) herrings++;
    else wrong.push(signal);
  }
  const at = diagnosis.hypotheses.findIndex(({ steps: [first] }) => {
    if (first === undefined || truth.cause === null) return false;
    if (first.event.kind === 'marker') {
      return (
        truth.cause === 'marker' &&
        first.event.marker.refs.some((ref) => markers.has(`${ref.sourceId}:${ref.ordinal}`))
      );
    }
    const { signal } = first.event;
    return tagsOf(signal).has(truth.cause) && onHost(signal, truth.host);
  });
  const missed = truth.changes.filter((tag) => !found.has(tag));
  return {
    changes: truth.changes.length,
    found: found.size,
    missed,
    right,
    herrings,
    wrong,
    place: at < 0 ? null : at + 1,
  };
}

const onHost = ({ unit }: Signal, host: string | null): boolean =>
  host === null || (unit?.includes(host) ?? false);

/** Which skeletons the lines of each tag have, by their places in the files; and the refs of marker lines. */
async function skeletonsOfTags(files: Bundle['files'], open: OpenCase) {
  const paths = new Map(open.sources().map(({ id, path }) => [id, path]));
  const ofTag = new Map<string, Set<number>>();
  const markers = new Set<string>();
  for (const block of open.store.blocks()) {
    const path = paths.get(block.sourceId) ?? '';
    const file = files.find(({ name }) => path.endsWith(name));
    if (file === undefined) throw new Error(`no file for ${path}`);
    const { firstLine, lines, skeletonIds } = await open.store.assignments(block.id);
    let line = firstLine;
    lines.forEach((spanned, record) => {
      for (const tag of file.lines[line - 1]?.tags ?? []) {
        const known = ofTag.get(tag) ?? new Set<number>();
        ofTag.set(tag, known);
        known.add(skeletonIds[record] ?? 0);
        if (tag === 'marker') markers.add(`${block.sourceId}:${record}`);
      }
      line += spanned;
    });
  }
  return { ofTag, markers };
}
