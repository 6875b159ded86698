import { registerHooks } from 'node:module';

// For a process of its own that a test starts with `--import` of this file: what `vitest.config.ts` aliases in the tests themselves.
const BUILT = new URL('./built-thread-file.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === './thread-file.ts' ? next(BUILT, context) : next(specifier, context),
});
