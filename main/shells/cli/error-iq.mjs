#!/usr/bin/env node
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildIfStale, ROOT } from './build.mjs';
import { isRightNode, runOnRightNode } from './runtime.mjs';

if (isRightNode()) {
  const args = process.argv.slice(2);
  await buildIfStale(args[0] === 'serve' ? ['main', 'renderer'] : ['main']);
  const { main } = await import(pathToFileURL(join(ROOT, 'dist', 'main', 'cli.js')).href);
  process.exitCode = await main(args);
} else {
  process.exitCode = await runOnRightNode();
}
