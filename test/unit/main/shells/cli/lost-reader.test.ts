import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('a command whose output nobody reads any more ends with its own exit code, and says nothing of it', async () => {
  const command = join(import.meta.dirname, 'cli-child.ts');
  const child = spawn(process.execPath, [command, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  const said: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text));
  const [code] = (await once(child, 'close')) as [number];
  expect({ code, said: said.join('') }).toEqual({ code: 0, said: '' });
}, 30_000);
