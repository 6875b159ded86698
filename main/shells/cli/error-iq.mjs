#!/usr/bin/env node
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildIfStale, ROOT } from './build.mjs';
import { isRightNode, isStaying, runOnRightNode, STAYING } from './runtime.mjs';

const args = process.argv.slice(2);
const stays = args[0] === 'serve';

if (isRightNode() && (!stays || isStaying())) {
  buildIfStale(stays ? ['main', 'renderer'] : ['main']);
  const { main } = await import(pathToFileURL(join(ROOT, 'dist', 'main', 'cli.js')).href);
  process.exitCode = await main(args);
} else {
  process.exitCode = await runOnRightNode(stays ? { ...process.env, ...STAYING } : process.env);
}
