import { exceptionHead } from './exception-head.ts';
import type { FrameMemory } from './frame-memory.ts';
import { isJavaLibrary } from './library-names.ts';
import { indentOf } from './position.ts';
import { draft, traceOf, type Trace, type TraceDraft, type TraceFrame } from './trace.ts';

/** `at a.b.C.m(F.java:12)`, `at java.base/a.B.c(Native Method)`, with logback's packaging data behind it. */
const FRAME =
  /^\s*at ([\w.@$<>/-]{1,400})\(((?:[\w$.-]{1,200}\.(?:java|kt|kts|scala|sc|groovy|clj|cljc)(?::(\d{1,9}))?|Native Method|Unknown Source|<generated>|[\w$-]{1,100}\.dex|Unknown Source:\d{1,9}|SourceFile(?::\d{1,9})?))\)/;
/** Classes that the JVM makes up: a lambda's method stands beside it as a frame of its own. */
const GENERATED =
  /\$\$Lambda|\$Proxy\d|GeneratedMethodAccessor|GeneratedConstructorAccessor|\$\$FastClass|\$\$EnhancerBy|\$\$SpringCGLIB|LambdaForm\$|ByteBuddy\$/;
const CAUSE = /^\s*Caused by: /;
const WRAPPED = /^\s*Wrapped by: /;
const SUPPRESSED = /^\s*Suppressed: /;

/** Java, Kotlin, Scala, Groovy and Clojure, printed by the JVM, Logback (also root cause first) or Log4j. */
export function readJava(lines: readonly string[], memory: FrameMemory): Trace | null {
  const reading = new JavaReading(memory);
  for (const line of lines) reading.take(line);
  return reading.end();
}

/** A trace of Java, read line by line. */
export class JavaReading {
  private readonly memory: FrameMemory;
  private readonly drafts: TraceDraft[] = [];
  private suppressedAt = -1;
  private header: TraceDraft | null = null;
  private open: TraceDraft | null = null;
  private frames = 0;

  constructor(memory: FrameMemory) {
    this.memory = memory;
  }

  /**
   * The type of the exception that the lines name which came so far; empty: they name none. Null: they do more than that, so
   * that what comes is not read as it would be behind any other lines that name the same.
   */
  get named(): string | null {
    const isNamed = this.drafts.length === 0 && this.suppressedAt < 0;
    return isNamed ? (this.header?.type ?? '') : null;
  }

  take(line: string): void {
    const indent = indentOf(line);
    if (SUPPRESSED.test(line)) {
      this.suppressedAt = this.suppressedAt < 0 ? indent : Math.min(this.suppressedAt, indent);
      return;
    }
    const cause = CAUSE.test(line);
    if (this.suppressedAt >= 0) {
      // Its own frames and causes stand deeper; the cause of the exception around begins further left.
      const { suppressedAt } = this;
      if (indent > suppressedAt || !cause || (indent === suppressedAt && indent > 0)) return;
      this.suppressedAt = -1;
    }
    const frame = this.memory.recall(line, frameOf);
    if (frame !== null) this.addFrame(frame);
    else if (cause) this.drafts.push(this.begin(line.replace(CAUSE, ''), 'cause'));
    else if (WRAPPED.test(line)) this.drafts.unshift(this.begin(line.replace(WRAPPED, ''), 'top'));
    else if (this.open === null) this.addHeader(line);
  }

  /** Null: there were no frames. */
  end(): Trace | null {
    return this.frames === 0 ? null : traceOf('java', this.drafts);
  }

  private addFrame(frame: TraceFrame): void {
    if (this.open === null) {
      this.open = this.header ?? draft('', '');
      this.drafts.push(this.open);
    }
    this.open.frames.push(frame);
    this.frames++;
  }

  private begin(line: string, relation: 'top' | 'cause'): TraceDraft {
    const { type, message } = exceptionHead(line) ?? { type: '', message: '' };
    const begun = draft(type, message, relation);
    this.open = begun;
    return begun;
  }

  private addHeader(line: string): void {
    const head = exceptionHead(line);
    if (head !== null) this.header = draft(head.type, head.message);
    else if (this.header !== null && line.trim() !== '') {
      this.header.message += `\n${line.slice(0, 300)}`;
    }
  }
}

function frameOf(line: string): TraceFrame | null {
  const found = FRAME.exec(line);
  if (found === null) return null;
  const [, called = '', place = '', at] = found;
  const name = javaName(called);
  const colon = place.lastIndexOf(':');
  const named = /\.(?:java|kt|kts|scala|sc|groovy|clj|cljc)(?::|$)/.test(place);
  return {
    name,
    path: named ? `${folderOf(called)}${colon < 0 ? place : place.slice(0, colon)}` : '',
    line: at === undefined ? null : Number(at),
    column: null,
    library: isJavaLibrary(name) || GENERATED.test(called),
  };
}

/** The folder that a class's source lies in, from its package. */
function folderOf(called: string): string {
  const plain = called.slice(called.lastIndexOf('/') + 1);
  const parts = plain.split('.').slice(0, -2);
  return parts.length === 0 ? '' : `${parts.join('/')}/`;
}

/**
 * Without module and class loader (`java.base/`, `app//`), generated class suffixes (lambdas, proxies, CGLIB,
 * accessors) and anonymous class numbers.
 */
export function javaName(called: string): string {
  return called
    .slice(moduleEnd(called))
    .replace(/\$\$Lambda[^.]{0,80}/, '$$Lambda')
    .replace(/\$\$(?:Enhancer|FastClass|SpringCGLIB)[^.]{0,80}/g, '')
    .replace(/\$(?:Proxy|HiddenClass)\d+/g, '$Proxy')
    .replace(/Generated(Method|Constructor)Accessor\d+/g, 'Generated$1Accessor')
    .replace(/lambda\$([\w$]{0,120}?)\$?\d+$/, '$1')
    .replace(/(?<=\.[\w$]{1,120})-?\$lambda[-$]\d+$/, '')
    .replace(/\$(?:\$?anonfun\$)?(\w{0,120}?)\$?\d+(?=\.|$)/g, '$$$1')
    .replace(/__\d+(?=\.|$)/g, '')
    .replace(/\$+(?=\.|$)/g, '');
}

/** Where the class begins behind its class loader and module. */
function moduleEnd(called: string): number {
  const slash = called.lastIndexOf('/');
  // A hidden class has its address behind a slash: `C$$Lambda/0x0000.get`.
  const lambda = called.indexOf('$$Lambda');
  if (lambda < 0) return slash + 1;
  return called.lastIndexOf('/', lambda) + 1;
}
