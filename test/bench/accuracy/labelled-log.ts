import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readCsv } from './read-csv.ts';

const LAUNCHER = resolve(import.meta.dirname, '../../../main/shells/cli/error-iq.mjs');

/** The group of every line of a log, and the text of each group where it is labelled. */
export interface Labels {
  readonly groups: readonly string[];
  readonly texts: ReadonlyMap<string, string>;
}

/** Reads a table of labels: the columns that name a line's group and, unless null, the group's text. */
export function labelsOf(file: string, group: string, text: string | null): Labels {
  const [head = [], ...rows] = readCsv(readFileSync(file, 'utf8'));
  const groupAt = head.indexOf(group);
  const textAt = text === null ? -1 : head.indexOf(text);
  const groups = rows.map((row) => row[groupAt] ?? '');
  const texts = new Map(
    textAt < 0 ? [] : rows.map((row): [string, string] => [row[groupAt] ?? '', row[textAt] ?? '']),
  );
  return { groups, texts };
}

/** The template of every line, as `error-iq templates --assignments` writes them. */
export function assignedTemplates(log: string): Labels {
  const folder = mkdtempSync(join(tmpdir(), 'error-iq-bench-'));
  try {
    const out = join(folder, 'assignments.csv');
    execFileSync(process.execPath, [LAUNCHER, 'templates', log, '--assignments', out, '--json'], {
      stdio: ['ignore', 'ignore', 'ignore'],
    });
    return labelsOf(out, 'template_id', 'template');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
