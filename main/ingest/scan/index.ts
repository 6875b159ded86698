/** Cuts blocks of bytes into records, with the inner loops in WebAssembly (`../kernel`). */
export { BlockScanner } from './block-scanner.ts';
export type { Pass } from './pass.ts';
