import { exceptionHead } from './exception-head.ts';
import type { FrameMemory } from './frame-memory.ts';
import { isLibraryBundle, isLibraryPath } from './library-names.ts';
import { cutPosition, fileName, indentOf } from './position.ts';
import { draft, traceOf, type Trace, type TraceDraft, type TraceFrame } from './trace.ts';

const AT = /^\s*at (?:async )?(?=\S)/;
/** Firefox and Safari: `name@https://shop/main.js:1:2`. */
const AT_SIGN =
  /^\s*([^\s@]{0,200}(?: [^\s@]{1,100})?)@((?:https?|file|webpack[\w-]*|app|capacitor|blob):\S{1,1000}:\d{1,9}:\d{1,9}|\[native code\]|resource:\S{1,1000})\s*$/;
const CAUSE = /^\s*(?:\[cause\]: |Caused by:? |\[errors\]: \[?)/;
/** Frames of calls without a file. */
const PLACELESS = /^(.{1,300}) \((native|<anonymous>|index \d+)\)\s*$/;

/** JavaScript and TypeScript: Node, Deno, Chrome and Edge (`at f (file:1:2)`), Firefox and Safari (`f@file:1:2`). */
export function readScript(lines: readonly string[], memory: FrameMemory): Trace | null {
  const drafts: TraceDraft[] = [];
  let open: TraceDraft | null = null;
  let header: TraceDraft | null = null;
  let frames = 0;
  let causeIndent = 0;
  for (const line of lines) {
    const frame = memory.recall(line, frameOf);
    if (frame !== null) {
      if (open === null) {
        open = header ?? draft('', '');
        drafts.push(open);
      }
      // After the properties of a cause the frames of the outer error do not come again.
      open.frames.push(frame);
      frames++;
    } else if (CAUSE.test(line)) {
      const head = exceptionHead(line.replace(CAUSE, '')) ?? plainError(line.replace(CAUSE, ''));
      if (head === null) continue;
      open = draft(head.type, head.message, 'cause');
      drafts.push(open);
      causeIndent = indentOf(line);
    } else if (open === null) {
      const head = exceptionHead(line) ?? plainError(line);
      if (head !== null && (header === null || !/^\s/.test(line)))
        header = draft(head.type, head.message);
    } else if (
      causeIndent === 0 &&
      open.frames.length > 0 &&
      drafts.length === 1 &&
      /^\S/.test(line)
    ) {
      // A second error printed behind the first one is a problem of its own.
      const second = /^(?:Uncaught )?[A-Z]\w{0,80}Error\b/.test(line);
      if (second) break;
    }
  }
  if (frames === 0) return null;
  if (drafts[0] !== undefined && drafts[0].type === '') drafts[0].type = 'Error';
  return traceOf('javascript', drafts);
}

function plainError(line: string): { type: string; message: string } | null {
  const found =
    /(?:^|[\s"])(?:Uncaught |Unhandled )?(Error|AggregateError|Exception)(?: \[[\w.]{1,60}\])?(?:: |$)/.exec(
      line,
    );
  if (found === null) return null;
  return { type: found[1] ?? 'Error', message: line.slice(found.index + found[0].length) };
}

function frameOf(line: string): TraceFrame | null {
  const head = AT.exec(line);
  if (head !== null) return v8Frame(line.slice(head[0].length));
  if (!line.includes('@')) return null;
  const found = AT_SIGN.exec(line);
  if (found === null) return null;
  const [, called = '', place = ''] = found;
  const position = cutPosition(place);
  return toFrame(
    geckoName(called),
    position?.before ?? place,
    position?.line ?? null,
    position?.column ?? null,
  );
}

function v8Frame(text: string): TraceFrame | null {
  const placeless = PLACELESS.exec(text);
  if (placeless !== null) return toFrame(placeless[1] ?? '', placeless[2] ?? '', null, null);
  const position = cutPosition(text);
  if (position === null || position.column === null) return null;
  const { before, line, column } = position;
  const bracket = before.lastIndexOf(' (');
  const name = bracket < 0 ? '' : before.slice(0, bracket);
  const path = bracket < 0 ? before.replace(/^\(/, '') : before.slice(bracket + 2);
  if (bracket < 0 && /\s/.test(path)) return null;
  // `eval at f (file:1:2), <anonymous>` has a position of its own behind.
  return toFrame(path.startsWith('eval at ') ? 'eval' : name, path, line, column);
}

/** `a/this.b<`, `c/<`, `async*d`, `promise callback*e` as Firefox tells of closures. */
function geckoName(called: string): string {
  const plain = called.replace(
    /^(?:async|promise callback|setTimeout handler|EventListener\.handleEvent)\*/,
    '',
  );
  return plain.replace(/\/(?:this\.|[\w$.[\]]{1,60})?<?(?:\/.{0,80})?$/, '').replace(/[/<]+$/, '');
}

/** One or two letters, or generated: what a minifier calls it differs from build to build. */
const UNSTEADY_NAME = /^(?:new )?(?:[\w$]{1,2}\.)?[\w$]{1,2}$/;
const ANONYMOUS = /(?:^|\.)<anonymous>$|^eval\b|^global code$|^module code$|^anonymous$|^\?$|^$/;

function toFrame(
  called: string,
  path: string,
  line: number | null,
  column: number | null,
): TraceFrame {
  const file = fileName(path);
  const native = path === 'native' || path === '<anonymous>' || path.startsWith('index ');
  const library = native || isLibraryPath(path) || isLibraryBundle(file);
  const name = called
    .replace(/ \[as [^\]]{1,100}\]$/, '')
    .replace(/^new /, '')
    .replace(/^(?:Object|exports|Function|module\.exports)\./, '');
  const bundled = column !== null && line !== null && line <= 5 && column > 150;
  const anonymous =
    ANONYMOUS.test(name) || (bundled && UNSTEADY_NAME.test(name)) || path.endsWith('.min.js');
  return {
    name: anonymous ? file : `${name} (${file})`,
    path: native ? '' : path,
    line,
    column,
    library,
  };
}
