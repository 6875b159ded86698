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
  const drafts: TraceDraft[] = [];
  let suppressedAt = -1;
  let header: TraceDraft | null = null;
  let open: TraceDraft | null = null;
  let frames = 0;
  for (const line of lines) {
    const indent = indentOf(line);
    if (SUPPRESSED.test(line)) {
      suppressedAt = suppressedAt < 0 ? indent : Math.min(suppressedAt, indent);
      continue;
    }
    const cause = CAUSE.test(line);
    if (suppressedAt >= 0) {
      // Its own frames and causes stand deeper; the cause of the exception around begins further left.
      if (indent > suppressedAt || !cause || (indent === suppressedAt && indent > 0)) continue;
      suppressedAt = -1;
    }
    const frame = memory.recall(line, frameOf);
    if (frame !== null) {
      if (open === null) {
        open = header ?? draft('', '');
        drafts.push(open);
      }
      open.frames.push(frame);
      frames++;
    } else if (cause) {
      const { type, message } = exceptionHead(line.replace(CAUSE, '')) ?? { type: '', message: '' };
      open = draft(type, message, 'cause');
      drafts.push(open);
    } else if (WRAPPED.test(line)) {
      const { type, message } = exceptionHead(line.replace(WRAPPED, '')) ?? {
        type: '',
        message: '',
      };
      open = draft(type, message);
      drafts.unshift(open);
    } else if (open === null) {
      const head = exceptionHead(line);
      if (head !== null) header = draft(head.type, head.message);
      else if (header !== null && line.trim() !== '') header.message += `\n${line.slice(0, 300)}`;
    }
  }
  if (frames === 0) return null;
  return traceOf('java', drafts);
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
