/** Cuts blocks of bytes into records, with the inner loops in WebAssembly (`../kernel`). */
export { BlockScanner, type Pass } from './block-scanner.ts';
