import { createTraceTexts, type TraceTexts } from '../traces/index.ts';

/** An exception's type inside a line: with its package, or in camel case with a word before the suffix. */
const TYPE_IN_LINE =
  /(?<![\w$./\\-])((?:[a-z_][\w$]*\.)+[A-Z][\w$]*(?:Exception|Error)|[A-Z][a-z0-9]\w*(?:Exception|Error))(?![\w$.(=/]|\s*=)/g;
const NESTED = /(?:Caused by|nested exception is|caused by):? /;

/**
 * What names a stack trace whatever its line numbers and addresses, in the lines of `traceText`. A message
 * that only names an exception gives the type alone; one without gives null. Who reads many gives texts that are remembered.
 */
export function traceSignature(
  message: string,
  texts: TraceTexts = createTraceTexts(),
): string | null {
  const text = texts.textOf(message);
  if (text !== null) return text;
  if (!namesException(message)) return null;
  return typeIn(message.slice(0, 2048));
}

const namesException = (line: string): boolean =>
  line.includes('Exception') || line.includes('Error');

/** The innermost type that a text names: behind `caused by` where that stands, else the first. */
function typeIn(text: string): string | null {
  if (!namesException(text)) return null;
  const nested = text.split(NESTED).at(-1) ?? text;
  for (const part of [nested, text]) {
    const found = part.matchAll(TYPE_IN_LINE).next().value?.[1];
    if (found !== undefined) return found;
  }
  return null;
}
