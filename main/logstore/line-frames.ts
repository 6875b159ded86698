/** What is known of the templates of a text: number 0 stands for lines without one. */
export interface TemplateSizes {
  /** Templates, U+0000 for each token, a newline behind each, from number 1. */
  readonly constants: Uint8Array;
  /** Bytes that the lengths of the tokens of each template take, and the tokens; one a number. */
  readonly tokens: Uint32Array;
  readonly bytes: Uint32Array;
}

/** Which templates stand together in a frame. */
export interface FramePlan {
  /** Numbers of templates, frame by frame. */
  readonly order: Uint16Array<ArrayBuffer>;
  /** How many of them each frame has. */
  readonly counts: readonly number[];
}

/**
 * Sizes of frames, in bytes before compression. Smaller ones cost time (40 us each to open) and larger ones hold what was not
 * asked for. Measured on 80 MB: with 32 and 512 kB a block has 5 frames (JSON) and 9 (syslog) and takes 1.0003 and 0.997 of what it
 * took as one frame, with 32 and 128 kB 13 and 14 frames and 1.004 and 1.007.
 */
const ENOUGH = 32 * 1024;
const MOST = 512 * 1024;
/** Ends of templates that are as long as this are of lines that say the same. */
const ALIKE = 8;

const NEWLINE = 10;

/**
 * Groups the templates of a text into frames, those together that end alike: what a line says stands at its end, where it comes
 * from and how grave it is before that.
 */
export function planFrames({ constants, tokens, bytes }: TemplateSizes): FramePlan {
  const ends = endsOf(constants, tokens.length);
  const order = Array.from({ length: tokens.length - 1 }, (_, at) => at + 1);
  order.sort((a, b) => compareEnds(constants, ends, a, b) || a - b);
  const counts: number[] = [];
  let count = 0;
  let size = 0;
  for (const [at, number] of order.entries()) {
    const before = order[at - 1] ?? number;
    const isFull = size >= MOST || (size >= ENOUGH && !endAlike(constants, ends, before, number));
    if (isFull) {
      counts.push(count);
      count = 0;
      size = 0;
    }
    count++;
    size += (tokens[number] ?? 0) + (bytes[number] ?? 0);
  }
  if (count > 0) counts.push(count);
  return { order: Uint16Array.from(order), counts };
}

/** Where each template ends, by number; 0 has an end before the first. */
export function endsOf(constants: Uint8Array, templates: number): Int32Array {
  const ends = new Int32Array(templates).fill(-1);
  let at = -1;
  for (let number = 1; number < templates; number++) {
    at = constants.indexOf(NEWLINE, at + 1);
    ends[number] = at;
  }
  return ends;
}

/** How many bytes from the end on two templates have in common. */
function commonEnd(constants: Uint8Array, ends: Int32Array, a: number, b: number): number {
  const endA = ends[a] as number;
  const endB = ends[b] as number;
  const most = Math.min(endA - (ends[a - 1] as number), endB - (ends[b - 1] as number)) - 1;
  let common = 0;
  while (common < most && constants[endA - 1 - common] === constants[endB - 1 - common]) common++;
  return common;
}

function compareEnds(constants: Uint8Array, ends: Int32Array, a: number, b: number): number {
  const common = commonEnd(constants, ends, a, b) + 1;
  const byteOf = (number: number): number => {
    const at = (ends[number] as number) - common;
    return at > (ends[number - 1] as number) ? (constants[at] as number) : -1;
  };
  return byteOf(a) - byteOf(b);
}

function endAlike(constants: Uint8Array, ends: Int32Array, a: number, b: number): boolean {
  return commonEnd(constants, ends, a, b) >= ALIKE;
}
