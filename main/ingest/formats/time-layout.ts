import { TOKENS, type ParsedTime, type Step } from './time-steps.ts';

/**
 * The layout language of times in logs, after Java's DateTimeFormatter, cut to what logs need:
 *
 *     yyyy yy   year (yy: 69 to 99 are 19xx)     HH H   hour 0 to 23 (H: one or two digits)
 *     YY        the same where it is no month
 *     MM M      month number                     hh h   hour 1 to 12, with `a`
 *     MMM       Jan, January                     a      AM or PM
 *     LLL       the same as Java abbreviates it in five languages: Sep, sept., août, märz
 *     dd d      day (d: one or two digits,       mm ss  minute, second (60 rolls over)
 *               also padded with a space)        S      fraction, 1 to 9 digits (more are dropped)
 *     D         day of the year, three digits    Z      Z, +hh, +hhmm, +hh:mm
 *     EEE       day of the week, ignored         z      UTC, CEST or another name that means one offset
 *     m s       minute, second, one or two digits    ms    milliseconds, not padded: `:84` is 0.084 s
 *     Zm        minutes from UTC, `+120`          Zb    minutes to UTC, `-120` and `-60`
 *     [ ]       optional part                    'x'    literal text
 *
 *     VV        Europe/Berlin; a name that is none counts as no zone
 *     …'x'      anything up to the next such literal, and that
 *     *         a word of any kind, up to the next space, ignored
 *     #         digits, ignored
 *
 * What comes twice is what it is the second time: a time without an offset behind one that has it takes that along.
 *
 * Any other character stands for itself. `epoch-s`, `epoch-ms`, `epoch-us` and `epoch-ns` are
 * numbers since 1970, with or without a fraction; `epoch` tells the unit by the size, and `epoch-hex`
 * is seconds in hexadecimal. They win over
 * a date in the same layout, which may still give the fraction. `tai64n` is what daemontools writes.
 */

/** A compiled layout: reads at `at` and gives the position after it, or -1 when the text is not so. */
export type TimeLayout = (text: string, at: number, out: ParsedTime) => number;

const literal =
  (code: number): Step =>
  (text, at) =>
    text.charCodeAt(at) === code ? at + 1 : -1;

const upTo =
  (found: string): Step =>
  (text, at) => {
    const start = text.indexOf(found, at);
    return start < 0 ? -1 : start + found.length;
  };

const optional =
  (steps: readonly Step[]): Step =>
  (text, at, out) => {
    const end = run(steps, text, at, out);
    return end < 0 ? at : end;
  };

function run(steps: readonly Step[], text: string, at: number, out: ParsedTime): number {
  let position = at;
  for (const step of steps) {
    position = step(text, position, out);
    if (position < 0) return -1;
  }
  return position;
}

/** Token at the start of a layout, longest first. */
const TOKEN =
  /^(?:epoch-hex|epoch-[mun]?s|epoch|tai64n|#|\*|yyyy|yy|YY|MMM|LLL|MM|M|dd|d|D|EEE|HH|H|hh|h|a|mm|ms|m|ss|s|S|Zm|Zb|Z|z|VV)/;

function compileSteps(layout: string): Step[] {
  const stack: Step[][] = [[]];
  let rest = layout;
  while (rest !== '') {
    const steps = stack.at(-1) ?? [];
    const token = TOKEN.exec(rest)?.[0];
    const step = token === undefined ? undefined : TOKENS[token];
    const quoted = /^(…?)'([^']*)'/.exec(rest);
    if (step !== undefined && token !== undefined) {
      steps.push(step);
      rest = rest.slice(token.length);
    } else if (quoted !== null) {
      const [, skips, found = ''] = quoted;
      if (skips !== '') steps.push(upTo(found));
      else for (const letter of found) steps.push(literal(letter.charCodeAt(0)));
      rest = rest.slice(quoted[0].length);
    } else {
      if (rest.startsWith('[')) stack.push([]);
      else if (rest.startsWith(']')) closeOptional(stack, layout);
      else steps.push(literal(rest.charCodeAt(0)));
      rest = rest.slice(1);
    }
  }
  const [steps] = stack;
  if (stack.length !== 1 || steps === undefined) throw new SyntaxError(`unclosed [ in ${layout}`);
  return steps;
}

function closeOptional(stack: Step[][], layout: string): void {
  const inner = stack.pop();
  const outer = stack.at(-1);
  if (inner === undefined || outer === undefined) throw new SyntaxError(`unopened ] in ${layout}`);
  outer.push(optional(inner));
}

/**
 * Compiles a layout. The closure resets and fills its `out`; it checks ranges, not the calendar
 * (February 31 becomes March 2 or 3).
 *
 * @throws SyntaxError for brackets that do not match.
 */
export function compileLayout(layout: string): TimeLayout {
  const steps = compileSteps(layout);
  return (text, at, out) => {
    out.reset();
    return run(steps, text, at, out);
  };
}
