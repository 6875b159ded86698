import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { BUILT_THREADS } from '../../../built-threads.ts';
import { testFolder } from '../../case-in-folder.ts';

const RULE = `title: Refused logins
logsource: {category: application}
detection: {keywords: ['Failed password'], condition: keywords}
level: high
`;
const LOG = `2026-03-01 10:00:01 INFO sshd: Accepted password for ann
2026-03-01 10:00:02 INFO sshd: Failed password for root
2026-03-01 10:00:03 INFO sshd: Failed password for root
`;

test('rules run over a stream while it comes, a line for each record that they find', async () => {
  const folder = testFolder();
  const rules = join(folder, 'rules.yml');
  const passphrase = join(folder, 'passphrase');
  writeFileSync(rules, RULE);
  writeFileSync(passphrase, 'quiet harbour violet tram 41\n');
  const entry = join(import.meta.dirname, 'cli-child.ts');
  const asked = ['rules', '--follow', join(folder, 'case.eiq'), '-', '--rules', rules];
  const all = [...BUILT_THREADS, entry, ...asked, '--passphrase-file', passphrase];
  const child = spawn(process.execPath, all);
  child.stdin.end(LOG);
  const [out, code] = await Promise.all([
    text(child.stdout),
    new Promise((resolve) => child.once('exit', resolve)),
  ]);
  expect(out.trim().split('\n')).toEqual([
    '2026-03-01T10:00:02.000000Z  high           Refused logins  standard input:2',
    '2026-03-01T10:00:03.000000Z  high           Refused logins  standard input:3',
    expect.stringMatching(/^3 records in /),
  ]);
  expect(code).toBe(0);
});
