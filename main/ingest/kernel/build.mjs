/*
 * Compiles the kernel (AssemblyScript) into `../scan/kernel-code.ts`: `npm run build:kernel`. The result is kept beside
 * the source, so that the app runs from its sources without a compiler; a test compiles it anew and compares.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { main } from 'assemblyscript/asc';

/** The kernel as base64 of WebAssembly. */
export async function compileKernel() {
  let code = null;
  const { error } = await main(
    [
      'index.ts',
      '-O3',
      '--runtime',
      'stub',
      '--enable',
      'simd',
      '--noAssert',
      '--initialMemory',
      '100',
      '-o',
      'kernel.wasm',
    ],
    {
      readFile: (name) => {
        try {
          return readFileSync(join(import.meta.dirname, name), 'utf8');
        } catch {
          return null;
        }
      },
      writeFile: (name, contents) => {
        if (name === 'kernel.wasm') code = contents;
      },
      listFiles: () => [],
    },
  );
  if (error !== null || code === null)
    throw new Error('the kernel does not compile', { cause: error });
  return Buffer.from(code).toString('base64');
}

if (process.argv[1] === import.meta.filename) {
  const code = await compileKernel();
  const lines = (code.match(/.{1,94}/g) ?? []).map((line) => `'${line}'`);
  const says =
    'WebAssembly made of `../kernel` by `npm run build:kernel`, as base64: not written by hand.';
  const text = `/** ${says} */\nexport const KERNEL = [\n  ${lines.join(',\n  ')},\n].join('');\n`;
  writeFileSync(join(import.meta.dirname, '../scan/kernel-code.ts'), text);
}
