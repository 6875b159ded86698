import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { FormatDefinition } from '#shared/model/format.ts';
import type { RecordRow } from '#shared/model/record.ts';
import { createCaseFile, makeHeader } from '../../../main/cases/index.ts';
import { verifyCase } from '../../../main/evidence/index.ts';
import { NO_PROFILE_RULES, type ProfileRules } from '../../../main/iq/index.ts';
import { openCase, type OpenCase } from '../../../main/open-case.ts';

/** A folder that is gone when the test is over. */
export function testFolder(): string {
  const { folder, remove } = keptFolder();
  onTestFinished(remove);
  return folder;
}

/** A folder for several tests, and what takes it away. */
export function keptFolder(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'error-iq-test-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Whoever opens the case must be able to stand behind it: journal and records verify. */
export async function expectSound(open: OpenCase): Promise<void> {
  const { broken, records } = await verifyCase(open, new AbortController().signal);
  expect({ broken, faults: records?.faults }).toEqual({ broken: null, faults: [] });
}

/** A new, open case with real threads; closed when the test is over. */
export async function testCase(
  folder: string,
  zone = 'UTC',
  own: readonly FormatDefinition[] = [],
  rules: ProfileRules = NO_PROFILE_RULES,
): Promise<{ open: OpenCase; key: Buffer }> {
  const { open, key } = await caseAt(join(folder, 'test.eiq'), zone, own, rules);
  let closed = false;
  const close = open.close.bind(open);
  open.close = async () => {
    if (!closed) await close();
    closed = true;
  };
  onTestFinished(() => open.close());
  return { open, key };
}

/** A new, open case, which is to be closed. */
export async function caseAt(
  path: string,
  zone = 'UTC',
  own: readonly FormatDefinition[] = [],
  rules: ProfileRules = NO_PROFILE_RULES,
): Promise<{ open: OpenCase; key: Buffer }> {
  const key = randomBytes(32);
  createCaseFile(path, key, makeHeader('vault'));
  const open = await openCase(
    { path, key, signer: null, created: { name: 'test', zone } },
    () => {},
    () => Promise.resolve(own),
    () => Promise.resolve(rules),
  );
  return { open, key };
}

/** All rows that a query finds, oldest first. */
export async function rowsOf(open: OpenCase, query = ''): Promise<RecordRow[]> {
  const search = { query, fromUs: null, toUs: null };
  const { viewId, total } = await open.store.search(search, new AbortController().signal, () => {});
  const rows: RecordRow[] = [];
  while (rows.length < total) {
    rows.push(...(await open.store.rows(viewId, 'asc', rows.length, 1000)).rows);
  }
  return rows;
}

/** The text of one source put together again from its records, each with LF at its end. */
export async function textOf(open: OpenCase, sourceId: number): Promise<string> {
  const source = open.sources().find(({ id }) => id === sourceId);
  const texts: string[] = [];
  for (let ordinal = 0; ordinal < (source?.records ?? 0); ordinal++) {
    texts.push((await open.store.record({ sourceId, ordinal })).raw);
  }
  return texts.join('\n');
}

/**
 * The name of a package that makes 5,000 lines with it one megabyte and more: of so much on, headers of text are read by an
 * automaton (`header-automatons.ts`), and fields become columns.
 */
export const DEEP_PACKAGE = `com.shop.${'deep.'.repeat(32)}`;
