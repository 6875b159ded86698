import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const PRODUCT = ['shared', 'main', 'preload', 'renderer', 'tenant'];

interface Import {
  readonly from: string;
  readonly to: string;
  readonly module: string;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

/** Every way of naming a module, as the formatter leaves it. */
const NAMED = /(?:^|\n)(?:import|export) (?:[^;']*? from )?'([^']+)'|\bimport\(\s*'([^']+)'/g;

function importsOf(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(NAMED)].map(([, named, dynamic]) => {
    const name = named ?? dynamic ?? '';
    return { from: file, to: targetOf(file, name), module: name };
  });
}

/** A file of the project as its path from the top; a package by its name. */
function targetOf(file: string, name: string): string {
  if (name.startsWith('#shared/')) return name.slice(1);
  if (!name.startsWith('.')) return name;
  return relative(ROOT, resolve(ROOT, dirname(file), name)).replaceAll('\\', '/');
}

const files = PRODUCT.flatMap(sourceFiles);
const imports = files.flatMap(importsOf);
const top = (path: string): string => path.split('/')[0] ?? '';
const within = (path: string, folder: string): boolean => path.startsWith(`${folder}/`);
const shown = (found: Import[]): string[] => found.map(({ from, to }) => `${from} -> ${to}`);

/** Layers of `main`, top first. A folder may import folders of its own row's right side and below. */
const LAYERS: readonly (readonly string[])[] = [
  ['shells'],
  ['app.ts'],
  ['contract'],
  ['session.ts', 'settings.ts', 'log.ts'],
  ['assistant', 'wipe'],
  [
    'issues',
    'templates',
    'formats',
    'rules',
    'evidence',
    'export',
    'reports',
    'tenant',
    'safekeeping',
    'deployments',
  ],
  ['audit'],
  [
    'open-case.ts',
    'open-evidence.ts',
    'open-privacy.ts',
    'open-clocks.ts',
    'open-diagnosis.ts',
    'open-playbooks.ts',
    'source-bytes.ts',
    'case-thread.ts',
    'search-thread.ts',
  ],
  ['open-sync.ts', 'open-copies.ts'],
  [
    'live-sources.ts',
    'source-copies.ts',
    'open-readings.ts',
    'going-on.ts',
    'held-templates.ts',
    'case-knowledge.ts',
    'rewrite-case.ts',
    'may-leave.ts',
  ],
  ['known-source.ts'],
  ['refresh-pace.ts', 'refreshes.ts', 'due.ts', 'after-first.ts'],
  [
    'case-operations.ts',
    'evidence-operations.ts',
    'sync-operations.ts',
    'playbook-operations.ts',
    'rule-result-operations.ts',
    'diagnosis-operations.ts',
    'case-copy.ts',
    'merge-copy.ts',
    'known-copy.ts',
    'forget-erased.ts',
    'unseal-copy.ts',
    'seal-copy.ts',
    'rewrite-operations.ts',
  ],
  ['privacy'],
  ['iq'],
  ['ingest'],
  ['logstore'],
  ['journal'],
  ['cases'],
  ['signing'],
  ['vault'],
  ['thread-call.ts', 'thread-start.ts', 'idle-rest.ts', 'collect-garbage.ts'],
  ['thread-file.ts', 'version.ts', 'code-digest.ts', 'browser-answer.ts'],
];

/** Modules of the team server, top first. */
const TENANT_LAYERS: readonly (readonly string[])[] = [
  ['main.ts', 'build-client.ts'],
  ['check-server.ts'],
  ['start.ts', 'start-worker.ts', 'operate.ts', 'operate-keys.ts'],
  ['open-server.ts'],
  ['version.ts', 'open-keys.ts', 'open-backups.ts'],
  ['rekey'],
  ['graphql'],
  ['jobs', 'webhooks', 'subscriptions'],
  ['sync', 'backup'],
  ['cases', 'devices'],
  ['audit', 'deployments'],
  ['identity'],
  ['typed-client.ts'],
  ['platform'],
  ['schema-type.ts', 'package.json'],
];

function layerOf(path: string, layers = LAYERS): number {
  const name = path.split('/')[1] ?? '';
  return layers.findIndex((layer) => layer.includes(name));
}

describe('the house', () => {
  test('shared imports nobody but itself and zod', () => {
    const bad = imports.filter(
      ({ from, to }) => top(from) === 'shared' && top(to) !== 'shared' && to !== 'zod',
    );
    expect(shown(bad)).toEqual([]);
  });

  test('renderer, preload and tenant import only shared from the project', () => {
    for (const part of ['renderer', 'preload', 'tenant']) {
      const bad = imports.filter(
        ({ from, to }) =>
          top(from) === part &&
          PRODUCT.includes(top(to)) &&
          top(to) !== part &&
          top(to) !== 'shared',
      );
      expect(shown(bad)).toEqual([]);
    }
  });

  test('main imports only shared and its data', () => {
    const bad = imports.filter(
      ({ from, to }) =>
        top(from) === 'main' && ['renderer', 'preload', 'tenant', 'test'].includes(top(to)),
    );
    expect(shown(bad)).toEqual([]);
  });

  test('only the electron shell and the preload import electron', () => {
    const bad = imports.filter(
      ({ from, to }) =>
        to === 'electron' && !within(from, 'main/shells/electron') && !within(from, 'preload'),
    );
    expect(shown(bad)).toEqual([]);
  });

  test('the page takes types only from the contract, whose zod would weigh on it', () => {
    const bad = imports.filter(
      ({ from, to }) => top(from) === 'renderer' && within(to, 'shared/contract'),
    );
    const valueImports = bad.filter(({ from, module }) => {
      const text = readFileSync(join(ROOT, from), 'utf8');
      return !new RegExp(`import type [^;]*from '${module}'`).test(text);
    });
    expect(shown(valueImports)).toEqual([]);
  });

  test.each([
    ['main', LAYERS],
    ['tenant', TENANT_LAYERS],
  ])('arrows in %s run one way', (part, layers) => {
    const bad = imports.filter(({ from, to }) => {
      if (top(from) !== part || top(to) !== part) return false;
      const [here, there] = [layerOf(from, layers), layerOf(to, layers)];
      return here < 0 || there < 0 || there < here;
    });
    expect(shown(bad)).toEqual([]);
  });

  test('main asks the team server by what it describes: pokes come over a WebSocket, which it does not', () => {
    const bad = files.filter(
      (file) =>
        top(file) === 'main' &&
        file !== 'main/tenant/pokes.ts' &&
        /(?<!(?:GET|POST|PUT|DELETE) )\/api\/v1/.test(readFileSync(join(ROOT, file), 'utf8')),
    );
    expect(bad).toEqual([]);
  });

  test('a folder is entered by its door', () => {
    const bad = imports.filter(({ from, to }) => {
      const [part, folder] = to.split('/');
      if (part !== 'main' && part !== 'tenant') return false;
      if (folder === undefined || /\.(ts|json)$/.test(folder) || folder === 'shells') return false;
      if (within(from, `${part}/${folder}`)) return false;
      // Inside ingest are houses of their own: formats, intake, skeleton, sample.
      return !to.endsWith('/index.ts');
    });
    expect(shown(bad)).toEqual([]);
  });

  test('no circles', () => {
    const next = new Map<string, string[]>();
    for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), to]);
    const state = new Map<string, 'open' | 'done'>();
    const circles: string[] = [];
    const visit = (file: string, path: string[]): void => {
      if (state.get(file) === 'done') return;
      if (state.get(file) === 'open') {
        circles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
        return;
      }
      state.set(file, 'open');
      for (const to of next.get(file) ?? []) visit(to, [...path, file]);
      state.set(file, 'done');
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });

  test('no file is over 400 lines, and none is named for nothing', () => {
    const long = files.filter(
      (file) => readFileSync(join(ROOT, file), 'utf8').split('\n').length > 401,
    );
    const nameless = files.filter((file) =>
      /(utils?|helpers?|common|manager|misc)\.tsx?$/.test(file),
    );
    expect([...long, ...nameless]).toEqual([]);
  });
});
