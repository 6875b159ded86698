import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { STAYING } from '../../../../../main/shells/cli/runtime.mjs';
import { testFolder } from '../../case-in-folder.ts';

/** 96 MB in pieces as a search makes them, between smaller ones that stay: what the process keeps of it, MB. */
const FREES = `
  const held = [];
  let pieces = [];
  const before = process.memoryUsage.rss();
  for (let at = 0; at < 2000; at++) {
    pieces.push(Buffer.allocUnsafeSlow(48_000).fill(1));
    held.push(Buffer.allocUnsafeSlow(2000).fill(1));
  }
  pieces = null;
  gc();
  // V8 frees what lies outside its heap beside the program; the next collection waits for that.
  gc();
  console.log((process.memoryUsage.rss() - before) / 1024 / 1024, held.length);
`;

function keptMegabytes(env: Readonly<Record<string, string>>): number {
  const script = join(testFolder(), 'frees.mjs');
  writeFileSync(script, FREES);
  const told = execFileSync(process.execPath, ['--expose-gc', script], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  return Number.parseFloat(told);
}

// Elsewhere nothing is set, and what the system's allocator does is its own.
test.skipIf(process.platform !== 'linux')('a shell that stays gives back what it frees', () => {
  expect(keptMegabytes(STAYING)).toBeLessThan(30);
});
