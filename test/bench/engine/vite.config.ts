import { join } from 'node:path';
import { mergeConfig, type Plugin } from 'vite';
import main from '../../../vite.main.config.ts';

/** Says what the files are, as the package's own says it of the product's: without it Node parses each of them twice to find out. */
function moduleType(): Plugin {
  return {
    name: 'module-type',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'package.json', source: '{"type":"module"}' });
    },
  };
}

/** The product's own bundle with the bench's child beside its threads: what users run is what is measured. */
export default mergeConfig(main, {
  plugins: [moduleType()],
  build: {
    outDir: join(import.meta.dirname, '../../../node_modules/.cache/error-iq-bench'),
    rollupOptions: {
      input: { 'engine-child': join(import.meta.dirname, 'engine-child.ts') },
    },
  },
});
