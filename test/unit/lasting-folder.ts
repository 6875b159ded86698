import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    lastingFolder: string;
  }
}

/** Makes the folder of what several test files share, and takes it away after the last of them. */
export default function lastingFolder({ provide }: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'error-iq-tests-'));
  provide('lastingFolder', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
