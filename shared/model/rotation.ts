/**
 * `name`: nothing else is called like this (`app.log.1`, a date). `beside`: a file of the log's own name must be there
 * (`syslog.1`; a host may be called so). `times`: workers are numbered like this too (`app-2.log`), so only times tell.
 */
export type Trust = 'name' | 'beside' | 'times';

/** A file of a log that is rotated, by its name: which log, and where among its files. */
export interface Generation {
  /** The log itself: `/var/log/app.log` for `/var/log/app.log.2.gz` and `/var/log/app-2026-04-01.log`. */
  readonly stem: string;
  /** Year, month and day (0: none) as one number, and what follows them (hour, counter); empty: no date. */
  readonly date: readonly number[];
  /** null: none. Of names without a date the higher is the older. */
  readonly number: number | null;
  /** What it takes to believe the name. */
  readonly trust: Trust;
}

const PACKED = /\.(?:gz|bz2|xz|zst|lz4|lzma|z|zip)$/i;
/** A date, and the hour, time or counter behind it. The same mark stands between its parts, or none. */
const DATE =
  /(?<!\d)((?:19|20)\d\d)(?:([-_.])(0[1-9]|1[0-2])(?:\2(0[1-9]|[12]\d|3[01]))?|(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]))((?:[-_.T]\d{1,6})*|\d{2}(?:\d{2}){0,2})(?!\d)/;
const NUMBER_AT_END = /^(.*[a-z].*)\.(\d{1,5})$/i;
const NUMBER_BEFORE_ENDING = /^(.*[a-z].*?)[-_.](\d{1,4})(\.[a-z]{1,5})$/i;
const ENDING = /\.[a-z]\w{0,7}$/i;

/**
 * What a path says of rotation: the names that logrotate, newsyslog, log4j, logback, Python and IIS give. A file
 * that is alone in an archive of its own name (`app.log.1.zip!/app.log.1`) counts as that archive.
 */
export function generationOf(path: string): Generation {
  const { folder, name } = placeOf(path);
  const plain = name.replace(PACKED, '');
  const dated = DATE.exec(plain);
  if (dated !== null) {
    const [whole, year, , month, day, packedMonth, packedDay, rest = ''] = dated;
    const before = plain.slice(0, dated.index);
    const after = plain.slice(dated.index + whole.length);
    const date = Number(year) * 10_000 + Number(month ?? packedMonth) * 100;
    return {
      stem: folder + joined(before, after),
      date: [date + Number(day ?? packedDay ?? 0), ...(rest.match(/\d+/g) ?? []).map(Number)],
      number: null,
      trust: 'name',
    };
  }
  const [, before, number] = NUMBER_AT_END.exec(plain) ?? [];
  if (before !== undefined) {
    const trust = ENDING.test(before) ? 'name' : 'beside';
    return { stem: folder + before, date: [], number: Number(number), trust };
  }
  const [, head, middle, ending] = NUMBER_BEFORE_ENDING.exec(plain) ?? [];
  if (head !== undefined) {
    return { stem: folder + head + ending, date: [], number: Number(middle), trust: 'times' };
  }
  return { stem: folder + plain, date: [], number: null, trust: 'name' };
}

/** Order of two files of one log by their names, oldest first. */
export function compareGenerations(a: Generation, b: Generation): number {
  // What has a date stands before what has a number, and the file that is still written to comes last.
  const kind = kindOf(a) - kindOf(b);
  if (kind !== 0) return kind;
  for (let i = 0; i < Math.max(a.date.length, b.date.length); i++) {
    const difference = (a.date[i] ?? -1) - (b.date[i] ?? -1);
    if (difference !== 0) return difference;
  }
  return (b.number ?? 0) - (a.number ?? 0);
}

/** The last moment of the day (or month) that a name tells, microseconds UTC; null: it tells none. */
export function dateEndUs({ date }: Generation): number | null {
  const [packed] = date;
  if (packed === undefined) return null;
  const [year, month, day] = [
    Math.floor(packed / 10_000),
    Math.floor(packed / 100) % 100,
    packed % 100,
  ];
  return (day === 0 ? Date.UTC(year, month) : Date.UTC(year, month - 1, day + 1)) * 1000;
}

/** Whether it is the file of the log's own name, the one that is written to. */
export function isLogItself({ date, number }: Generation): boolean {
  return date.length === 0 && number === null;
}

/** Things with the files of each rotated log side by side where the first of them stood, oldest first, by names alone. */
export function oldestFirst<T>(items: readonly T[], pathOf: (item: T) => string): T[] {
  const named = items.map((item) => ({ item, generation: generationOf(pathOf(item)) }));
  const logs = new Set(
    named
      .filter(({ generation }) => isLogItself(generation))
      .map(({ generation }) => generation.stem),
  );
  const sets = new Map<string, typeof named>();
  for (const { item, generation } of named) {
    const { trust, stem } = generation;
    const belongs = trust === 'name' || (trust === 'beside' && logs.has(stem));
    const key = belongs ? stem : pathOf(item);
    const set = sets.get(key);
    if (set === undefined) sets.set(key, [{ item, generation }]);
    else set.push({ item, generation });
  }
  return [...sets.values()].flatMap((set) =>
    set.sort((a, b) => compareGenerations(a.generation, b.generation)).map(({ item }) => item),
  );
}

function kindOf({ date, number }: Generation): number {
  if (date.length > 0) return 0;
  return number === null ? 2 : 1;
}

function placeOf(path: string): { folder: string; name: string } {
  const at = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1;
  const folder = path.slice(0, at);
  const name = path.slice(at);
  if (!folder.endsWith('!/')) return { folder, name };
  const archive = folder.slice(0, -2);
  const start = Math.max(archive.lastIndexOf('/'), archive.lastIndexOf('\\')) + 1;
  const alone = archive.slice(start).replace(PACKED, '') === name;
  return alone ? { folder: archive.slice(0, start), name } : { folder, name };
}

function joined(before: string, after: string): string {
  const head = before.replace(/[-_.]+$/, '');
  return head === '' ? after.replace(/^[-_]+/, '') : head + after;
}
