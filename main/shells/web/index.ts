import type { createMcpShell as create } from './mcp-shell.ts';

/** As `createMcpShell` of `mcp-shell.ts`, which is loaded then: the web shell has no use for the protocol's code. */
export const createMcpShell: typeof create = async (factory, port) =>
  (await import('./mcp-shell.ts')).createMcpShell(factory, port);
export { createWebShell } from './web-shell.ts';
