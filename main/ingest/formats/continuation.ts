import type { TextDefinition } from '#shared/model/format.ts';

const SPACE = 32;
const TAB = 9;
const CLOSING = 41;

/** Lines inside a stack trace or a dumped object that are not indented: Java, Python, Go, Node, .NET, VMware. */
const INSIDE =
  /^(?:at |Caused by:|Suppressed:|\.\.\. \d+ more|During handling of the above|The above exception was the direct|--[->] |#\d+ |[)\]}]+[,;]?$)/;

/** First line of a printed exception: a qualified class, or a bare one and its message. */
const EXCEPTION =
  /^(?:(?:[A-Za-z_$][\w$]*\.)+[A-Z][\w$]*(?:Exception|Error|Throwable)\b|[A-Z]\w*(?:Exception|Error): )/;

const TRACEBACK = /^(?:Traceback \(most recent call last\)|goroutine \d+ \[)/;

/** A function in a trace of Go, with what was passed to it in hexadecimal. */
const GO_FRAME =
  /^(?:[\w.~-]{1,100}\/){0,20}[\w~-]{1,100}\.[\w.*()[\]]{1,200}\((?:\.\.\.|[\da-fx{}, ?._]{0,500})\)$/;
/** What stands below it. */
const GO_END = /^(?:created by \S{1,300}\.\S{1,300}(?: in goroutine \d+)?|exit status \d{1,3})$/;

/** What a line begins with that may read as going on from the one above, without those that are indented or empty. */
export const CONTINUATIONS: readonly string[] = [
  INSIDE,
  EXCEPTION,
  TRACEBACK,
  GO_FRAME,
  GO_END,
].map(({ source }) => source);

function isInside(line: string): boolean {
  const first = line.charCodeAt(0);
  if (first === SPACE || first === TAB || line === '' || INSIDE.test(line)) return true;
  return line.charCodeAt(line.length - 1) === CLOSING ? GO_FRAME.test(line) : GO_END.test(line);
}

/** Whether a text begins as a printed exception does. */
export function isException(text: string): boolean {
  return EXCEPTION.test(text) || TRACEBACK.test(text);
}

/** What a runtime says of its own end, on a line that no logger wrote. */
const CRASH =
  /^(?:Exception in thread |Unhandled [Ee]xception|Uncaught (?:[A-Z]\w{0,60})?(?:Exception|Error)\b|thread '[^']{0,200}' panicked at )/;

/** Whether a text tells that the program which wrote it came to its end. */
export function isCrash(text: string): boolean {
  return CRASH.test(text);
}

/** Whether a line begins the trace of an exception of Python: below a record that is whole in itself it is one of its own. */
export function beginsTraceback(line: string): boolean {
  return line.startsWith('Traceback (most recent call last)');
}

/** Whether a line reads as going on from the one above: indented, blank, or part of a stack trace. */
export function looksContinued(line: string): boolean {
  return isInside(line) || isException(line);
}

/**
 * The same for the lines inside a container runtime's log. There every line has a time of its own, so
 * an exception starts a record: what stands above it may be of another thread. Only the exception
 * that ends a Python traceback belongs to it.
 */
export class WrappedLines {
  private traceback = false;

  /** Takes the lines in order. */
  continues(message: string): boolean {
    if (isInside(message)) return true;
    if (this.traceback && EXCEPTION.test(message)) {
      this.traceback = false;
      return true;
    }
    this.traceback = TRACEBACK.test(message);
    return false;
  }

  /** Without the lines before; changes no state. */
  static mayStart(message: string): boolean {
    return !isInside(message);
  }
}

/** Whether any line may stand in a record: in a block of lines that no other program writes into. */
export function takesAll({ multiline, mixed }: TextDefinition): boolean {
  return multiline && !mixed;
}
