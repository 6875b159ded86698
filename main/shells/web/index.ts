export { createMcpShell } from './mcp-shell.ts';
export { createWebShell } from './web-shell.ts';
