/** Answers questions about a case: without a model from its own signals, and shows what each statement rests on. */
export { createAssistantDesk } from './desk.ts';
export type { AskToLeave } from './gate/leave-gate.ts';
export { createWaitingDecisions } from './gate/waiting-decisions.ts';
export { createProviderDesk, type ProviderDesk } from './providers/provider-desk.ts';
export { caseServers } from './mcp/case-server.ts';
export { TOOL_NAMES, type ToolName } from './tools/toolbox.ts';
