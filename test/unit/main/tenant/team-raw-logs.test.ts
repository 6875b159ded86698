import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeShareKeys, openRawLogs, sealRawLogs } from '../../../../main/tenant/case-key.ts';
import type { Ask } from '../../../../main/tenant/ask.ts';
import { createTeamRawLogs } from '../../../../main/tenant/team-raw-logs.ts';

const CASE = randomUUID();
const MEMBER = randomUUID();
const keys = makeShareKeys();
const GOOD = { key: 'k'.repeat(43), root: 'r'.repeat(43), sources: [], records: 3, masked: true };

/** A server that has raw logs which members sealed as they liked. */
const serverWith =
  (texts: readonly string[]): Ask =>
  async (_name, answer, ..._asked) =>
    answer.parse({
      rawLogs: texts.map((text) => {
        const uploadId = randomUUID();
        const sealed = sealRawLogs(keys, text, { caseId: CASE, uploadId });
        const at = '2026-01-01T00:00:00.000Z';
        return { uploadId, generation: 1, sealed, sharedBy: MEMBER, at, bytes: 1, missing: 0 };
      }),
    });

test('what a member sealed amiss hides that one alone, and no other raw logs of the case', async () => {
  const good = JSON.stringify({ ...GOOD, erasures: [] });
  const server = serverWith(['{', good, '[]', JSON.stringify({ ...GOOD, key: 1 })]);
  const team = createTeamRawLogs(server, { caseId: CASE, keys, memberId: MEMBER });
  const contents = (await team.list()).map((one) => one.contents?.records ?? null);
  expect(contents).toEqual([null, 3, null, null]);
});

test('what is told of one upload opens for no other, nor with keys of another generation', () => {
  const uploadId = randomUUID();
  const sealed = sealRawLogs(keys, 'told', { caseId: CASE, uploadId });
  const asked = { caseId: CASE, uploadId, generation: 1, sealed };
  expect(openRawLogs(keys, asked)).toBe('told');
  expect(openRawLogs(keys, { ...asked, uploadId: randomUUID() })).toBeNull();
  expect(openRawLogs(keys, { ...asked, caseId: randomUUID() })).toBeNull();
  expect(openRawLogs(keys, { ...asked, generation: 2 })).toBeNull();
  expect(openRawLogs(makeShareKeys(), asked)).toBeNull();
});
