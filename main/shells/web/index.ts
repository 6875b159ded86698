export { createWebShell } from './web-shell.ts';
