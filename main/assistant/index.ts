/** Answers questions about a case: without a model from its own signals, and shows what each statement rests on. */
export { createAssistantDesk } from './desk.ts';
export { ledgerName, type ModelService } from './model-service.ts';
export { createWordsDesk } from './words/words-desk.ts';
export {
  createPlaybookDesk,
  type PlaybookEvent,
  type PlaybookWays,
} from './playbooks/playbook-desk.ts';
export { createPlaybookLibrary, type PlaybookLibrary } from './playbooks/playbook-library.ts';
export {
  playbookOf,
  problemText,
  readPlaybookYaml,
  writePlaybookYaml,
} from './playbooks/playbook-yaml.ts';
export type { AskToLeave } from './gate/leave-decisions.ts';
export { createWaitingDecisions, type WaitingDecisions } from './gate/waiting-decisions.ts';
export { createWaiting } from './waiting.ts';
export { exchangeAsPlaybook } from './playbooks/exchange-playbook.ts';
export { createProviderDesk, type ProviderDesk } from './providers/provider-desk.ts';
export { caseServers } from './mcp/case-server.ts';
export { createToolkitDesk, type ToolkitDesk } from './toolkits/toolkit-desk.ts';
export { TOOL_NAMES, type ToolName } from './tools/toolbox.ts';
