/** A kernel: the folder of its source, the file that keeps it compiled, and the memory that it starts with, in pages of 64 KiB. */
export interface KernelSource {
  readonly source: string;
  readonly kept: string;
  readonly pages: number;
}
export const KERNELS: readonly [scan: KernelSource, lines: KernelSource, records: KernelSource];
/** A kernel as base64 of WebAssembly. */
export function compileKernel(kernel: KernelSource): Promise<string>;
