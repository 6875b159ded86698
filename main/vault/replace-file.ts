import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';

/** Writes a file of a person's own as a whole or not at all; its folder is there. Throws what writing throws. */
export async function replaceFile(path: string, text: string): Promise<void> {
  // A name of its own: of two that write at once one stands, whole.
  const whole = `${path}.${randomUUID()}.new`;
  try {
    await writeFile(whole, text, { mode: 0o600, flag: 'wx' });
    await rename(whole, path);
  } catch (error) {
    await rm(whole, { force: true });
    throw error;
  }
}
