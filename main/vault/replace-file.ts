import { rename, writeFile } from 'node:fs/promises';

/** Writes a file of a person's own as a whole or not at all; its folder is there. Throws what writing throws. */
export async function replaceFile(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text, { mode: 0o600 });
  await rename(`${path}.new`, path);
}
