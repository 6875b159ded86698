import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BUILD = fileURLToPath(import.meta.url);
export const ROOT = join(dirname(BUILD), '..', '..', '..');

/** What each bundle is made from. A bundle is stale when any of it is newer than the bundle's stamp. */
const PARTS = {
  main: {
    config: 'vite.main.config.ts',
    sources: ['main', 'shared', 'resources', 'package-lock.json'],
  },
  preload: { config: 'vite.preload.config.ts', sources: ['preload', 'shared'] },
  renderer: {
    config: 'vite.renderer.config.ts',
    sources: ['renderer', 'shared', 'resources', 'package-lock.json'],
  },
};

const stampOf = (part) => join(ROOT, 'dist', `${part}.stamp`);

function newest(path) {
  const facts = statSync(path, { throwIfNoEntry: false });
  if (facts === undefined) return 0;
  if (!facts.isDirectory()) return facts.mtimeMs;
  return Math.max(facts.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/** As `newest`, once for what several bundles are made from: it is 20 ms of every start. */
function createNewest() {
  const known = new Map();
  return (source) => {
    if (!known.has(source)) known.set(source, newest(join(ROOT, source)));
    return known.get(source);
  };
}

function isStale(part, newestOf) {
  const stamp = stampOf(part);
  if (!existsSync(stamp)) return true;
  const { config, sources } = PARTS[part];
  const built = statSync(stamp).mtimeMs;
  return [config, ...sources].some((source) => newestOf(source) > built);
}

async function buildPart(part) {
  const { build } = await import('vite');
  const started = Date.now();
  await build({ configFile: join(ROOT, PARTS[part].config), logLevel: 'warn' });
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  // The time at which the build began: what was changed while it ran is not in it.
  writeFileSync(stampOf(part), `${started}\n`);
}

/** Builds those of the bundles that are not there or older than what they are made from. */
export function buildIfStale(parts) {
  // Installed as a package there is nothing to build from.
  if (!existsSync(join(ROOT, PARTS.main.config))) return;
  const newestOf = createNewest();
  const stale = parts.filter((part) => isStale(part, newestOf));
  if (stale.length === 0) return;
  process.stderr.write(`Building ${stale.join(', ')} …\n`);
  // In a process of its own: what bundles keeps 500 MB for as long as the process lives.
  const { status } = spawnSync(process.execPath, [BUILD, ...stale], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error(`Error-IQ could not be built (${stale.join(', ')}).`);
}

if (process.argv[1] === BUILD) {
  // The configurations name their files from the top folder, and whoever needs the build may stand anywhere.
  process.chdir(ROOT);
  const parts = process.argv.slice(2);
  for (const part of parts.length > 0 ? parts : Object.keys(PARTS)) await buildPart(part);
}
