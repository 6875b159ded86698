import type { FrameMemory } from './frame-memory.ts';
import { isLibraryPath } from './library-names.ts';
import { draft, traceOf, type Trace, type TraceDraft, type TraceFrame } from './trace.ts';

/** `#1 /app/Order.php(12): Shop\Order->load(7)`, `#2 [internal function]: f()`; the call is made in that file. */
const FRAME =
  /^\s*#\d{1,5} (?:(\S{1,400})\((\d{1,9})\)|\[internal function\]): ([\w\\{}@$/.:-]{1,300}?(?:->[\w{}:\\/.-]{1,200})?(?:\(\):\d+\})?)\(/;
const UNCAUGHT =
  /(?:Uncaught |^|[\s:"(])((?:\w{1,80}\\){0,10}[A-Z]\w{0,100}(?:Exception|Error|Fault|Failure))\b(?!\\)/;
const NEXT = /^(?:Next |\[previous exception\] )/;
/** Where it was thrown: ` in /app/Db.php:12`, or ` at /app/Db.php:12)` as Laravel has it. */
const THROWN = / (?:in|at) ([^\s:()]{1,400}\.(?:php|phtml|inc))(?::| on line )(\d{1,9})\)?/;

/** PHP prints the innermost exception first and `Next` before those around it; Laravel the other way round. */
export function readPhp(lines: readonly string[], memory: FrameMemory): Trace | null {
  const drafts: TraceDraft[] = [];
  let open: TraceDraft | null = null;
  let frames = 0;
  for (const line of lines) {
    if (open !== null && MAIN.test(line)) whole.add(open);
    const frame = memory.recall(line, frameOf);
    if (frame !== null) {
      frames++;
      open?.frames.push(frame);
      continue;
    }
    const next = NEXT.exec(line);
    if (open !== null && next === null) continue;
    const type = UNCAUGHT.exec(line);
    if (type?.[1] === undefined) continue;
    const thrown = THROWN.exec(line);
    const end = thrown?.index ?? line.length;
    const from = type.index + type[0].length;
    open = draft(
      type[1],
      line.slice(from, Math.max(from, end)).replace(/^(?:: |\(code: \w+\): )/, ''),
      'cause',
    );
    if (next?.[0].startsWith('[') === true) drafts.push(open);
    else drafts.unshift(open);
    if (thrown !== null) places.set(open, { path: thrown[1] ?? '', line: Number(thrown[2]) });
  }
  if (frames === 0) return null;
  return traceOf('php', drafts.map(calledWhere));
}

const MAIN = /^\s*#\d{1,5} \{main\}/;
/** Exceptions whose trace goes down to the script. */
const whole = new WeakSet<TraceDraft>();
/** Where each exception was thrown. */
const places = new WeakMap<TraceDraft, { path: string; line: number }>();

/** A frame tells where it was called from: the place inside it is told by the frame before, or by the exception. */
function calledWhere(one: TraceDraft): TraceDraft {
  const thrown = places.get(one);
  let { path, line }: { path: string; line: number | null } = thrown ?? { path: '', line: null };
  const frames = one.frames.map((frame) => {
    const inside = { ...frame, path, line, library: frame.library || isLibraryPath(path) };
    ({ path, line } = frame);
    return inside;
  });
  // What lies outside every function: the script itself.
  if (path !== '' && whole.has(one)) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    frames.push({ name, path, line, column: null, library: isLibraryPath(path) });
  }
  return { ...one, frames };
}

function frameOf(line: string): TraceFrame | null {
  const found = FRAME.exec(line);
  if (found === null) return null;
  const [, path = '', at, called = ''] = found;
  return {
    name: phpName(called),
    path,
    line: at === undefined ? null : Number(at),
    column: null,
    library:
      /^(?:Illuminate|Symfony|Doctrine|GuzzleHttp|Monolog|Composer|PDO|Laravel|Psr|Slim|Twig|Zend|Laminas)(?:\\|->|::|$)/.test(
        called,
      ),
  };
}

/** Closures as what they were written in; anonymous classes without their address. */
export function phpName(called: string): string {
  return called
    .replace(/\{closure:([\w\\:]{1,200}?)(?:\(\))?:\d+\}/, '$1')
    .replace(/\{closure(?::[^}]{0,200})?\}/, '{closure}')
    .replace(/class@anonymous.{0,200}(?=->|::)/, 'class@anonymous');
}
