import { isNativeLibrary } from './library-names.ts';
import { nativeName } from './native-name.ts';
import { parametrised } from './parametrised.ts';
import { cutPosition, indentOf } from './position.ts';
import { draft, traceOf, type Trace, type TraceFrame } from './trace.ts';

/** What a frame says, cut into symbol and place; null: the line is not of this shape. */
type Shape = (line: string) => { symbol: string; image: string; place: string } | null;

/** The shapes in which debuggers, sanitizers, C libraries and crash reporters print a frame, by the sign that it begins with. */
const OF_HASH: readonly Shape[] = [
  // gdb: `#1  0x00007f in shop::Cart::add (this=0x0) at src/cart.cpp:12`, or `from /lib/libc.so.6`.
  shape(
    /^\s*#\d{1,5}\s+(?:0x[0-9a-f]{1,16} in )?([^\s(].{0,500}?) \(.{0,500}\)(?: at (\S{1,300})| from (\S{1,300}))\s*$/,
    1,
    3,
    2,
  ),
  // Sanitizers: `#0 0x4f2 in shop::f(int) /src/f.cpp:12:3`, or `(/bin/app+0x12)`.
  shape(
    /^\s*#\d{1,5} 0x[0-9a-f]{1,16} in (\S.{0,500}?) (?:\((\S{1,300}?)\+0x[0-9a-f]{1,16}\)|(\/?[^\s(]{1,300}:\d{1,9}(?::\d{1,9})?))(?: \(BuildId: \w{1,60}\))?\s*$/,
    1,
    2,
    3,
  ),
  // systemd-coredump: `#1  0x00007f n/a (libc.so.6 + 0x3ef0)`.
  shape(
    /^\s*#\d{1,5}\s+0x[0-9a-f]{1,16} (\S.{0,300}?) \((\S{1,200}) \+ 0x[0-9a-f]{1,16}\)\s*$/,
    1,
    2,
    0,
  ),
  // Android: `#02 pc 000000000001  /system/lib64/libshop.so (shop::f(int)+12)`.
  shape(
    /^\s*#\d{1,5} pc [0-9a-f]{1,16}\s+(\S{1,300}) \((.{1,400}?)\+\d{1,9}\)(?: \(BuildId: \w{1,60}\))?\s*$/,
    2,
    1,
    0,
  ),
];
const OF_PATH: readonly Shape[] = [
  // glibc: `/bin/app(_ZN4shop1fEi+0x12) [0x4f2]`.
  shape(
    /^\s*(?:\[\d{1,3}\] )?([/.]\S{1,300}?)\(([^()+\s]{0,300})\+?(?:0x[0-9a-f]{1,16})?\) ?\[0x[0-9a-f]{1,16}\]\s*$/,
    2,
    1,
    0,
  ),
];
const OF_AT: readonly Shape[] = [
  // glog and absl: `    @     0x55 shop::f()`.
  shape(/^\s*(?:PC: )?@\s+0x[0-9a-f]{1,16}(?:\s+\(unknown\)|\s+(\S.{0,400}))$/, 1, 0, 0),
];
const OF_DIGIT: readonly Shape[] = [
  // Boost: ` 0# shop::f(int) at /src/f.cpp:12`, ` 1# f in ./app`.
  shape(/^\s*\d{1,5}# (\S.{0,400}?)(?: at (\S{1,300}:\d{1,9})| in (\S{1,300}))\s*$/, 1, 3, 2),
  // Swift's own: `0 [ra] 0x0000 pay(_:) + 12 in app at /src/Pay.swift:12:5`.
  shape(
    /^\s*\d{1,5}(?: \[\w+\])*(?: \[\w+\])? 0x[0-9a-f]{1,16} (\S.{0,400}?)(?: \+ \d{1,9})? in (\S{1,100})(?: at (\S{1,300}))?\s*$/,
    1,
    2,
    3,
  ),
  // Apple's crash reports: `3   Shop   0x0001 shop::f(int) + 32 (f.cpp:12)`.
  shape(
    /^\s*\d{1,5}\s+([\w.+-]{1,80})\s+0x[0-9a-f]{8,16} (\S.{0,400}?)(?: \+ \d{1,9})?(?: \(([\w.+-]{1,100}:\d{1,9})\))?(?: \[inlined\])?\s*$/,
    2,
    1,
    3,
  ),
  // WinDbg: `00 0000 0000 shop!Shop::Cart::add+0x12 [C:\src\cart.cpp @ 12]`.
  shape(
    /^\s*[0-9a-f]{2,3} (?:[0-9a-f`]{8,17} ){0,3}(\w{1,80})!(\S.{0,300}?)(?:\+0x[0-9a-f]{1,8})?(?: \[(.{1,300}) @ \d{1,9}\])?\s*$/,
    2,
    1,
    3,
  ),
];
const OF_LETTER: readonly Shape[] = [
  // lldb: `frame #1: 0x0001 app`shop::f(int) at f.cpp:12:3`.
  shape(
    /^\s*(?:\* )?frame #\d{1,5}: 0x[0-9a-f]{1,16} (\S{1,100}?)`(\S.{0,400}?)(?: \+ \d{1,9})?(?: at (\S{1,300}))?\s*$/,
    2,
    1,
    3,
  ),
];

/** The shapes that a line may have by its first sign. */
function shapesOf(line: string): readonly Shape[] {
  const first = line[indentOf(line)] ?? '';
  if (first === '#') return OF_HASH;
  if (first >= '0' && first <= '9') return OF_DIGIT;
  if (first === '@' || first === 'P') return OF_AT;
  if (first === '/' || first === '.' || first === '[') return OF_PATH;
  return line.includes('frame #') ? OF_LETTER : first >= 'a' && first <= 'f' ? OF_DIGIT : [];
}

function shape(pattern: RegExp, symbolAt: number, imageAt: number, placeAt: number): Shape {
  return (line) => {
    const found = pattern.exec(line);
    if (found === null) return null;
    const at = (group: number): string => (group === 0 ? '' : (found[group] ?? ''));
    return { symbol: at(symbolAt), image: at(imageAt), place: at(placeAt) };
  };
}

/** What killed the program, the most telling first: the pattern's first group, or the type given. */
const KINDS: readonly (readonly [RegExp, string])[] = [
  [
    /(?:Address|Memory|Thread|Leak)Sanitizer: ([\w-]{1,60}(?: \w{1,20}){0,2}?)(?= on | in | \(|:|\s*$)/,
    '',
  ],
  [/runtime error: ([a-z -]{4,60}[a-z])/, 'undefined behaviour: '],
  [/terminate called after throwing an instance of '([^']{1,200})'/, ''],
  [/terminating (?:due to|with) uncaught exception of type ([\w:<>, ]{1,160}?)(?=: |\s*$)/, ''],
  [/Terminating app due to uncaught exception '([^']{1,120})'/, ''],
  [/Fatal error: (.{1,300})/, 'Fatal error: '],
  [
    /(double free(?= or corruption| detected)|stack smashing detected|free\(\): invalid \w+|malloc\(\): \w[\w ]{1,40}|corrupted \w+ vs\. prev_size)/,
    '',
  ],
  [/Assertion [`'"]?(.{1,200}?)['"]? failed/, 'Assertion failed: '],
  [/Check failed: (.{1,120})/, 'Check failed: '],
  [/\b(EXC_[A-Z_]{3,40})\b/, ''],
  [/\b(SIG(?:SEGV|ABRT|BUS|FPE|ILL|TRAP|SYS))\b/, ''],
  [/\b(Segmentation fault|Bus error|Floating point exception|Illegal instruction|Aborted)\b/, ''],
  [/(Access violation|c0000005)/i, 'Access violation'],
  [/panicked|(?:^|\s)((?:std::)?\w*(?:_error|exception|Error|Exception))(?=: |\s*$)/, ''],
];
const PLAIN_SIGNAL: Readonly<Record<string, string>> = {
  'Segmentation fault': 'SIGSEGV',
  'Bus error': 'SIGBUS',
  'Floating point exception': 'SIGFPE',
  'Illegal instruction': 'SIGILL',
  Aborted: 'SIGABRT',
};

/** C and C++ (gdb, lldb, sanitizers, glibc, glog, Boost, Android, Apple, WinDbg) and Swift. */
export function readNative(lines: readonly string[]): Trace | null {
  const frames: TraceFrame[] = [];
  const heads: string[] = [];
  let ended = false;
  let swift = false;
  for (const line of lines) {
    const frame = ended ? null : frameOf(line);
    if (frame === null) {
      // Other threads, and where memory was allocated or freed, come behind the crash's own stack.
      if (frames.length > 0 && ENDS_STACK.test(line)) ended = true;
      if (frames.length === 0 || !ended) heads.push(line);
      continue;
    }
    swift ||= /\.swift\b/.test(frame.path) || frame.swift;
    const { swift: _, ...rest } = frame;
    frames.push(rest);
  }
  // A crash that was cut before its frames: the file that it names is where it happened.
  const place = frames.length === 0 ? swiftPlace(lines) : null;
  if (place !== null) frames.push(place);
  if (frames.length === 0) return null;
  const { type, message } = kindOf(heads);
  swift ||= heads.some((line) => /\.swift[:,]|^Swift\//.test(line));
  return traceOf(swift ? 'swift' : 'native', [draft(type, message, 'top', frames)]);
}

function swiftPlace(lines: readonly string[]): TraceFrame | null {
  for (const line of lines) {
    const found = /(?:^|\s)((?:[\w.-]{1,80}\/)?[\w.-]{1,80}\.swift):(\d{1,9}): Fatal error: /.exec(
      line,
    );
    if (found === null) continue;
    const path = found[1] ?? '';
    const name = path.slice(path.lastIndexOf('/') + 1);
    const library = path.startsWith('Swift/');
    return { name, path, line: Number(found[2]), column: null, library };
  }
  return null;
}

const ENDS_STACK =
  /^\s*$|^Thread \d+|^Stack trace of thread|^(?:freed|previously allocated|allocated) by|is located |^SUMMARY: |^Binary Images|^Registers:/;

function frameOf(line: string): (TraceFrame & { swift: boolean }) | null {
  for (const read of shapesOf(line)) {
    const found = read(line);
    if (found === null) continue;
    const { symbol, image, place } = found;
    // What a cut left of `closure #1 in body`.
    if (/^(?:#\d*|closure)$/.test(nativeName(symbol))) return null;
    const position = cutPosition(place);
    const name = nativeName(symbol);
    const file = image.slice(Math.max(image.lastIndexOf('/'), image.lastIndexOf('\\')) + 1);
    const known = !/^(?:n\/a|\?\?)?$/.test(name);
    const path = position?.before ?? (place === '' ? image : place);
    return {
      name: known ? name : file || '?',
      path,
      line: position?.line ?? null,
      column: position?.column ?? null,
      library: isNativeLibrary(name, image) || isNativeLibrary(name, path) || !known,
      swift: /^_?\$[sS]/.test(symbol),
    };
  }
  return null;
}

function kindOf(lines: readonly string[]): { type: string; message: string } {
  const text = lines.slice(0, 60).map((line) => line.slice(0, 400));
  for (const [pattern, prefix] of KINDS) {
    for (const line of text) {
      const found = pattern.exec(line);
      if (found === null) continue;
      const said = (found[1] ?? '').trim();
      const type =
        PLAIN_SIGNAL[said] ??
        (prefix === 'Access violation'
          ? prefix
          : prefix + (prefix === '' ? said : parametrised(said)));
      if (type === '') continue;
      const what =
        text.find((other) => /^\s*what\(\):/.test(other)) ??
        line.slice(found.index + found[0].length);
      return { type, message: what.replace(/^\s*what\(\):\s*|^[:\s]+/, '') };
    }
  }
  return { type: '?', message: '' };
}
