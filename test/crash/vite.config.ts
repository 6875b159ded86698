import { join } from 'node:path';
import { mergeConfig } from 'vite';
import main from '../../vite.main.config.ts';

/** The product's own bundle with the victim beside its threads: what users run is what is killed. */
export default mergeConfig(main, {
  build: {
    outDir: join(import.meta.dirname, '../../node_modules/.cache/error-iq-crash'),
    rollupOptions: { input: { 'crash-child': join(import.meta.dirname, 'crash-child.ts') } },
  },
});
