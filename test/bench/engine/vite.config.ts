import { join } from 'node:path';
import { mergeConfig } from 'vite';
import main from '../../../vite.main.config.ts';

/** The product's own bundle with the bench's child beside its threads: what users run is what is measured. */
export default mergeConfig(main, {
  build: {
    outDir: join(import.meta.dirname, '../../../node_modules/.cache/error-iq-bench'),
    rollupOptions: {
      input: { 'engine-child': join(import.meta.dirname, 'engine-child.ts') },
    },
  },
});
