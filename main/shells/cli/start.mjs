import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfStale, ROOT } from './build.mjs';
import { isRightNode, runHere, runOnRightNode, STAYING } from './runtime.mjs';

/** Electron's program, when its download succeeded: the package's own way of naming it, without starting a download. */
function electronProgram() {
  const folder = join(ROOT, 'node_modules', 'electron');
  const note = join(folder, 'path.txt');
  if (!existsSync(note)) return null;
  const program = join(folder, 'dist', readFileSync(note, 'utf8').trim());
  return existsSync(program) ? program : null;
}

if (isRightNode()) {
  const args = process.argv.slice(2);
  const electron = electronProgram();
  if (electron !== null && !args.includes('--no-open')) {
    buildIfStale(['main', 'preload', 'renderer']);
    process.exitCode = await runHere(electron, [ROOT, ...args]);
  } else {
    if (electron === null) {
      process.stderr.write(
        "Electron's runtime is not installed here, so Error-IQ opens in the browser.\n",
      );
    }
    const launcher = join(ROOT, 'main', 'shells', 'cli', 'error-iq.mjs');
    process.exitCode = await runHere(process.execPath, [launcher, 'serve', ...args], {
      ...process.env,
      ...STAYING,
    });
  }
} else {
  process.exitCode = await runOnRightNode();
}
