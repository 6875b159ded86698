#!/usr/bin/env node
// Not by name: a Node before 22.1 would refuse this file, and it is what hands over to the right one.
import module from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildIfStale, ROOT } from './build.mjs';
import { isOursAlone } from './compiled.mjs';
import { isRightNode, isStaying, runOnRightNode, STAYING } from './runtime.mjs';

const args = process.argv.slice(2);
const stays = args[0] === 'serve';

if (isRightNode() && (!stays || isStaying())) {
  buildIfStale(stays ? ['main', 'renderer'] : ['main']);
  // The bundle's compiled code, not its data: a start reads 3 MB of it. Threads keep theirs there, too, see `startThread`.
  const compiled = join(ROOT, 'dist', 'compiled');
  if (isOursAlone(compiled)) module.enableCompileCache(compiled);
  const { main } = await import(pathToFileURL(join(ROOT, 'dist', 'main', 'cli.js')).href);
  process.exitCode = await main(args);
} else {
  process.exitCode = await runOnRightNode(stays ? { ...process.env, ...STAYING } : process.env);
}
