/** A way of writing a time that real logs use: how it looks, what it means, and how another time is written so. */
interface Layout {
  readonly find: RegExp;
  read(found: RegExpExecArray): number;
  write(ms: number, found: RegExpExecArray): string;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTH = `(${MONTHS.join('|')})`;

const two = (value: number): string => String(value).padStart(2, '0');
const partsOf = (ms: number) => {
  const at = new Date(ms);
  return {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
    weekday: at.getUTCDay(),
    hour: at.getUTCHours(),
    minute: at.getUTCMinutes(),
    second: at.getUTCSeconds(),
    ms: at.getUTCMilliseconds(),
  };
};
const clock = (ms: number): string => new Date(ms).toISOString().slice(11, 19);
const utc = (y: string, mo: number, d: string, time: string): number => {
  const [h = '0', m = '0', s = '0'] = time.split(/[:.]/);
  return Date.UTC(Number(y), mo - 1, Number(d), Number(h), Number(m), Number(s));
};
const fraction = (ms: number, digits: number): string =>
  String(partsOf(ms).ms).padStart(3, '0').padEnd(digits, '0').slice(0, digits);

const LAYOUTS: readonly Layout[] = [
  {
    // 2005-06-03-15.42.50.675872, 2015-10-18 18:01:47,978, 2016-09-28T04:30:30Z
    find: /(\d{4})([-/.])(\d\d)\2(\d\d)([ T-])(\d\d)([:.])(\d\d)\7(\d\d)(?:([.,:])(\d{1,9}))?/,
    read: ([, y = '', , mo = '', d = '', , h = '', , m = '', s = '', , f = '0']) =>
      utc(y, Number(mo), d, `${h}:${m}:${s}`) + Number(`0.${f}`) * 1000,
    write(ms, [, , a = '', , , b = '', , c = '', , , point, f]) {
      const p = partsOf(ms);
      const rest = point === undefined ? '' : point + fraction(ms, f?.length ?? 3);
      return `${p.year}${a}${two(p.month)}${a}${two(p.day)}${b}${two(p.hour)}${c}${two(p.minute)}${c}${two(p.second)}${rest}`;
    },
  },
  {
    // Sun Dec 04 04:47:44 2005
    find: new RegExp(`(?:${DAYS.join('|')}) ${MONTH} (\\d\\d) (\\d\\d:\\d\\d:\\d\\d) (\\d{4})`),
    read: ([, mo = '', d = '', time = '', y = '']) => utc(y, MONTHS.indexOf(mo) + 1, d, time),
    write(ms) {
      const p = partsOf(ms);
      return `${DAYS[p.weekday]} ${MONTHS[p.month - 1]} ${two(p.day)} ${clock(ms)} ${p.year}`;
    },
  },
  {
    // 12/Mar/2026:13:30:00
    find: new RegExp(`(\\d\\d)/${MONTH}/(\\d{4}):(\\d\\d:\\d\\d:\\d\\d)`),
    read: ([, d = '', mo = '', y = '', time = '']) => utc(y, MONTHS.indexOf(mo) + 1, d, time),
    write(ms) {
      const p = partsOf(ms);
      return `${two(p.day)}/${MONTHS[p.month - 1]}/${p.year}:${clock(ms)}`;
    },
  },
  {
    // Jun 14 15:16:01, Jul  1 09:00:55
    find: new RegExp(`${MONTH}( {1,2})(\\d{1,2}) (\\d\\d:\\d\\d:\\d\\d)`),
    read: ([, mo = '', , d = '', time = '']) => utc('2000', MONTHS.indexOf(mo) + 1, d, time),
    write(ms) {
      const p = partsOf(ms);
      return `${MONTHS[p.month - 1]} ${String(p.day).padStart(2)} ${clock(ms)}`;
    },
  },
  {
    // 081109 203615
    find: /^(\d\d)(\d\d)(\d\d) (\d\d)(\d\d)(\d\d)\b/,
    read: ([, y = '', mo = '', d = '', h = '', m = '', s = '']) =>
      utc(`20${y}`, Number(mo), d, `${h}:${m}:${s}`),
    write(ms) {
      const p = partsOf(ms);
      return `${two(p.year % 100)}${two(p.month)}${two(p.day)} ${clock(ms).replaceAll(':', '')}`;
    },
  },
  {
    // 17/06/09 20:10:40
    find: /^(\d\d)\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d)/,
    read: ([, y = '', mo = '', d = '', time = '']) => utc(`20${y}`, Number(mo), d, time),
    write(ms) {
      const p = partsOf(ms);
      return `${two(p.year % 100)}/${two(p.month)}/${two(p.day)} ${clock(ms)}`;
    },
  },
  {
    // 03-17 16:13:38.811
    find: /^(\d\d)-(\d\d) (\d\d:\d\d:\d\d)\.(\d{3})/,
    read: ([, mo = '', d = '', time = '', f = '']) => utc('2000', Number(mo), d, time) + Number(f),
    write(ms) {
      const p = partsOf(ms);
      return `${two(p.month)}-${two(p.day)} ${clock(ms)}.${fraction(ms, 3)}`;
    },
  },
  {
    // 20171223-22:15:29:606
    find: /^(\d{4})(\d\d)(\d\d)-(\d{1,2}:\d{1,2}:\d{1,2}):(\d{1,3})/,
    read: ([, y = '', mo = '', d = '', time = '', f = '']) =>
      utc(y, Number(mo), d, time) + Number(f),
    write(ms) {
      const p = partsOf(ms);
      return `${p.year}${two(p.month)}${two(p.day)}-${p.hour}:${p.minute}:${p.second}:${p.ms}`;
    },
  },
  {
    // [10.30 16:49:06]
    find: /^\[(\d\d)\.(\d\d) (\d\d:\d\d:\d\d)\]/,
    read: ([, mo = '', d = '', time = '']) => utc('2000', Number(mo), d, time),
    write(ms) {
      const p = partsOf(ms);
      return `[${two(p.month)}.${two(p.day)} ${clock(ms)}]`;
    },
  },
  {
    // Milliseconds since 1970, in JSON
    find: /(?<![\w.-])1[5-9]\d{11}(?![\w.-])/,
    read: ([text]) => Number(text),
    write: (ms) => String(Math.round(ms)),
  },
  {
    // Seconds since 1970
    find: /(?<![\w.-])1[0-9]\d{8}(?![\w.-])/,
    read: ([text]) => Number(text) * 1000,
    write: (ms) => String(Math.floor(ms / 1000)),
  },
  {
    // 2005.06.03 alone, beside another stamp
    find: /(?<![\d.])(\d{4})\.(\d\d)\.(\d\d)(?![\d.-])/,
    read: ([, y = '', mo = '', d = '']) => utc(y, Number(mo), d, '0:0:0'),
    write(ms) {
      const p = partsOf(ms);
      return `${p.year}.${two(p.month)}.${two(p.day)}`;
    },
  },
];

/** Times stand in the head of a line. */
const HEAD = 130;

interface Stamp {
  readonly at: number;
  readonly found: RegExpExecArray;
  readonly layout: Layout;
}

function stampsOf(line: string): Stamp[] {
  const head = line.slice(0, HEAD);
  const all = LAYOUTS.flatMap((layout) => {
    const found = layout.find.exec(head);
    return found === null ? [] : [{ at: found.index, found, layout }];
  }).sort((a, b) => a.at - b.at || b.found[0].length - a.found[0].length);
  let end = 0;
  return all.filter(({ at, found }) => {
    if (at < end) return false;
    end = at + found[0].length;
    return true;
  });
}

/** When a line was written, in milliseconds; null: it says no time. The finest of several stamps counts. */
export function timeOf(line: string): number | null {
  const stamps = stampsOf(line);
  const best = stamps.toSorted((a, b) => b.found[0].length - a.found[0].length)[0];
  return best === undefined ? null : best.layout.read(best.found);
}

/** The line as it would have been written at another time: every stamp in its head is set, in its own layout. */
export function atTime(line: string, ms: number): string {
  let text = line;
  for (const { at, found, layout } of stampsOf(line).toReversed()) {
    text = text.slice(0, at) + layout.write(ms, found) + text.slice(at + found[0].length);
  }
  return text;
}

/** Where the head of a line ends: after its last stamp. */
export function headEnd(line: string): number {
  const last = stampsOf(line).at(-1);
  return last === undefined ? 0 : last.at + last.found[0].length;
}
