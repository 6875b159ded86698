export { analysisHandlers } from './analysis-handlers.ts';
export { appHandlers, type AppFacts, type Dialogs } from './app-handlers.ts';
export { caseHandlers } from './case-handlers.ts';
export { exploreHandlers } from './explore-handlers.ts';
export { formatHandlers } from './format-handlers.ts';
export type { Handlers } from './handlers.ts';
export { createRouter, type Router } from './router.ts';
export { sourceHandlers } from './source-handlers.ts';
export { vaultHandlers } from './vault-handlers.ts';
