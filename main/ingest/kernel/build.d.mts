/** The kernel as base64 of WebAssembly. */
export function compileKernel(): Promise<string>;
