import { registerHooks } from 'node:module';

/** What tests, and processes of their own that they start with `--import` of this file, take for a module, by how it is imported. */
const INSTEAD = [
  [/^\.\/thread-file\.ts$/, 'built-thread-file.ts'],
  [/^\.\/(?:key-derivation|passphrase-key)\.ts$/, 'remembered-keys.ts'],
  // Electron's runtime is not there on build machines, and importing the package without it fails.
  [/^electron$/, 'main/shells/electron/electron-stand-in.ts'],
];

registerHooks({
  resolve(specifier, context, next) {
    const [, file] = INSTEAD.find(([pattern]) => pattern.test(specifier)) ?? [];
    if (file === undefined) return next(specifier, context);
    return {
      url: new URL(file, import.meta.url).href,
      format: 'module-typescript',
      shortCircuit: true,
    };
  },
});
