export { createTraceReader, readTrace } from './read-trace.ts';
export { createTraceTexts, type TraceTexts } from './recall-trace.ts';
export { parseTraceText, traceText } from './trace-text.ts';
export type { KeptException, KeptTrace } from './trace-text.ts';
export type { Trace, TraceLanguage } from './trace.ts';
