/** Folder of each kernel's source, and the file that keeps it compiled. */
export const KERNELS: readonly { readonly source: string; readonly kept: string }[];
/** A kernel as base64 of WebAssembly. */
export function compileKernel(source: string): Promise<string>;
