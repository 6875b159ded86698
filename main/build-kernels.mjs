/*
 * Compiles the kernels (AssemblyScript) into TypeScript files beside their users: `npm run build:kernels`. The results are
 * kept, so that the app runs from its sources without a compiler; a test compiles anew and compares.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { main } from 'assemblyscript/asc';

/**
 * Folder of each kernel's source, the file that keeps it compiled, and the memory that it starts with, in pages of 64 KiB; the first two
 * are given theirs, which they may share.
 */
export const KERNELS = [
  { source: 'ingest/kernel', kept: 'ingest/scan/kernel-code.ts', pages: 289, isGiven: true },
  { source: 'logstore/kernel', kept: 'logstore/lines-kernel-code.ts', pages: 289, isGiven: true },
  { source: 'logstore/record-kernel', kept: 'logstore/record-kernel-code.ts', pages: 1 },
];

const OPTIONS = ['-O3', '--runtime', 'stub', '--enable', 'simd', '--noAssert'];

/** A kernel as base64 of WebAssembly. */
export async function compileKernel({ source, pages, isGiven = false }) {
  const folder = join(import.meta.dirname, source);
  let code = null;
  const { error } = await main(
    [
      'index.ts',
      ...OPTIONS,
      ...(isGiven ? ['--importMemory'] : []),
      '--initialMemory',
      String(pages),
      '-o',
      'kernel.wasm',
    ],
    {
      readFile: (name) => {
        try {
          return readFileSync(join(folder, name), 'utf8');
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
  if (error !== null || code === null) {
    throw new Error(`the kernel of ${source} does not compile`, { cause: error });
  }
  return Buffer.from(code).toString('base64');
}

if (process.argv[1] === import.meta.filename) {
  for (const kernel of KERNELS) {
    const { source, kept } = kernel;
    const code = await compileKernel(kernel);
    const lines = (code.match(/.{1,94}/g) ?? []).map((line) => `'${line}'`);
    const says = `WebAssembly made of \`main/${source}\` by \`npm run build:kernels\`, as base64: not written by hand.`;
    const text = `/** ${says} */\nexport const KERNEL = [\n  ${lines.join(',\n  ')},\n].join('');\n`;
    writeFileSync(join(import.meta.dirname, kept), text);
  }
}
