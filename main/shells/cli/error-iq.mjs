#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildIfStale, ROOT } from './build.mjs';
import { isRightNode, isStaying, runOnRightNode, STAYING } from './runtime.mjs';

const args = process.argv.slice(2);
const stays = args[0] === 'serve';

if (isRightNode() && (!stays || isStaying())) {
  buildIfStale(stays ? ['main', 'renderer'] : ['main']);
  // The bundle's compiled code, not its data: a start reads 3 MB of it.
  enableCompileCache(join(ROOT, 'dist', 'compiled'));
  const { main } = await import(pathToFileURL(join(ROOT, 'dist', 'main', 'cli.js')).href);
  process.exitCode = await main(args);
} else {
  process.exitCode = await runOnRightNode(stays ? { ...process.env, ...STAYING } : process.env);
}
