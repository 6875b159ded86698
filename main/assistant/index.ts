/** Answers questions about a case: without a model from its own signals, and shows what each statement rests on. */
export { createAssistantDesk } from './desk.ts';
export { createProviderDesk, type ProviderDesk } from './providers/provider-desk.ts';
