/** Answers questions about a case: without a model from its own signals, and shows what each statement rests on. */
export { createAssistantDesk, type AnswerEvent } from './desk.ts';
