import { z } from 'zod';
import { LEVELS } from './level.ts';

const level = z.enum(LEVELS);

/** What a line must read as; the format's tests hold it to that. Dates without a year are read as of mid 2024. */
const sample = z.strictObject({
  /** One record; `\n` separates its physical lines. */
  text: z.string().min(1),
  /** RFC 3339 UTC with all digits the line gives; null when it gives no time. Zone of the test: UTC. */
  time: z.string().nullable(),
  level,
  message: z.string(),
  fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** Of a table: the lines above, up to the one that names the columns. */
  header: z.string().optional(),
});

const levelSource = z.strictObject({
  /** Named group of the pattern, dotted path of the JSON, or key of the logfmt line. */
  field: z.string().min(1),
  /**
   * `word`: looked up in `levels`. `priority`: syslog PRI, facility * 8 + severity. `severity`: syslog
   * 0 (emergency) to 7 (debug). `status`: HTTP, 5xx is an error and 4xx a warning. `scale`: a number,
   * see `scale`. `present`: that the field is there at all, and not empty, 0 or false, says `level`.
   * `match`: the first expression of `match` that is found in it.
   */
  as: z.enum(['word', 'priority', 'severity', 'status', 'scale', 'present', 'match']),
  /** For `scale`, rising: the level of numbers from `from` on. A smaller number than the first says nothing. */
  scale: z.array(z.strictObject({ from: z.number(), level })).default([]),
  /** For `present`; for `match`, when no expression is found. */
  level: level.optional(),
  /** For `match`, as an own format's patterns are written. */
  match: z.array(z.strictObject({ pattern: z.string().min(1), level })).optional(),
});

const expansion = z.strictObject({
  field: z.string().min(1),
  /**
   * `structured-data`: RFC 5424. `json`: an object, when the text is one. `logfmt`: key=value pairs.
   * `cef`: the same with values that hold spaces, `=` in them as `\\=`. `leef`: the same between tabs,
   * or between the character that the text begins with when a `|` follows (LEEF 2.0). `comma`: pairs
   * between commas, with a comma inside a value in quotes or as `\\,`. `colon`: the same, of `key: value`. `windows-event`: the XML of an
   * event, its fields called as those of the Windows Event Log.
   */
  as: z.enum([
    'structured-data',
    'json',
    'logfmt',
    'cef',
    'leef',
    'comma',
    'colon',
    'windows-event',
  ]),
});

const common = {
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string().min(1).max(80),
  /** Layouts tried in turn on the time (see `main/ingest/formats/time-layout.ts` for the language). */
  layouts: z.array(z.string().min(1)),
  /** Zone of times without an offset where the format fixes it; else the source's zone. */
  zone: z.string().min(1).optional(),
  /** Level words of this format, lower case, before the common ones. */
  levels: z.record(z.string(), level).default({}),
  /** Tried in turn until one gives a level. */
  levelFrom: z.array(levelSource).default([]),
  /** When nothing else gave a level: a level word near the start of the message (`ERROR`, `[warn]`, `error:`). */
  levelInMessage: z.boolean().default(false),
  /**
   * What a line that matches nothing is. `any`: it continues the record above. `indented`: only when it
   * is indented, blank or part of a stack trace; otherwise it is an unexplained record of its own.
   */
  continuation: z.enum(['any', 'indented']),
  /** Records are blocks of lines: for detection, lines inside them that no pattern explains are as expected. */
  multiline: z.boolean().default(false),
  /** Of blocks: other programs write between them, so lines that a secondary format explains are records of that. */
  mixed: z.boolean().default(false),
  /** The instant 0, 1970-01-01T00:00:00Z, says that there is no time. */
  zeroIsNone: z.boolean().default(false),
  /** Field values that mean "nothing here", such as `-`. */
  absent: z.array(z.string()).default([]),
  /** Fields whose text holds further fields. */
  expand: z.array(expansion).default([]),
  /** A container's envelope around one line of a program's own output, so that the message may be a continuation itself. */
  wrapper: z.boolean().default(false),
  /**
   * Expressions tried at the start of the record's further lines. Their groups are fields, of the
   * first line that has them; `time` and what tells the level are the record's when those before gave none.
   */
  later: z.array(z.string().min(1)).default([]),
  /**
   * Made by the analyst, or brought along by her: its expressions are PCRE2's or JavaScript's, match
   * from the start of the line, and are kept from taking for ever. It wins over a built-in format
   * that explains as much.
   */
  own: z.boolean().default(false),
  /** Only sources whose path has this in it are taken for this format by themselves. */
  filePattern: z.string().min(1).optional(),
  /** Fields that stay text although they look like numbers. */
  asText: z.array(z.string()).default([]),
  /** Fields that are numbers whatever way they are written (`12.50`). */
  asNumber: z.array(z.string()).default([]),
  samples: z.array(sample).default([]),
};

/**
 * Regular expression of a text record, anchored at the line's start. Groups `time`, `level` and
 * `message` are meaningful, all others are fields. A built-in one ends with the message, which reaches
 * to the end of the line (`(?<message>.*)`), possibly with fields inside
 * (`(?<message>(?<method>\S+).*)`). In an own one the message may stand anywhere; without one it is
 * what follows the time.
 */
const pattern = z.string().min(1).max(20_000);

const text = z.strictObject({
  ...common,
  kind: z.literal('text'),
  patterns: z.array(pattern).min(1),
  /**
   * What a tool prints above its log, tried at the start of a line: above the
   * first record it belongs to that record, further on to the one above.
   */
  banner: z.array(z.string().min(1)).default([]),
  /**
   * Named group and value that say that the record goes on in the next line of the same `stream`
   * group (Kubernetes cuts lines at 16 KiB); without `stream`, in whatever line comes next.
   */
  partial: z
    .strictObject({ field: z.string(), value: z.string(), stream: z.string().optional() })
    .optional(),
});

const keys = {
  /** Dotted paths tried in turn. */
  time: z.array(z.string()).default([]),
  level: z.array(z.string()).default([]),
  message: z.array(z.string()).default([]),
  /**
   * Sentence made of the values of paths, `{userIdentity.arn} called {eventName}`, where no path of
   * `message` holds one. What stands in `[ ]` is left out when a path in it has no value. The values
   * stay fields.
   */
  sentence: z.string().min(1).optional(),
  /** Paths that hold a stack trace, which becomes part of the message. */
  stack: z.array(z.string()).default([]),
  /** Path that only records have whose time is not their own, but written for a tool that takes none without. */
  untimed: z.string().min(1).optional(),
  /** Paths that a line must have for this format to be detected, and the type of their values. */
  required: z.record(z.string(), z.enum(['string', 'number', 'any'])).default({}),
};

/** A part of a composed message: a text, or the value of a path and how it is shown. */
const linePart = z.union([
  z.string(),
  z.strictObject({
    field: z.string().min(1),
    /** Shown where the path holds nothing. */
    missing: z.string().default('-'),
    prefix: z.string().default(''),
    suffix: z.string().default(''),
    align: z.enum(['left', 'right']).default('left'),
    minWidth: z.number().int().min(0).max(200).default(0),
    /** 0: none. */
    maxWidth: z.number().int().min(0).max(10_000).default(0),
    overflow: z.enum(['abbrev', 'truncate', 'dot-dot', 'last-word']).default('abbrev'),
    transform: z.enum(['none', 'uppercase', 'lowercase', 'capitalize']).default('none'),
  }),
]);

const json = z.strictObject({
  ...common,
  ...keys,
  kind: z.literal('json'),
  /** What the message is made of where no path of `message` holds one. */
  line: z.array(linePart).default([]),
  /** Path of a number that is the second's fraction: how many digits it stands for. */
  subsecond: z
    .strictObject({
      field: z.string().min(1),
      digits: z.union([z.literal(3), z.literal(6), z.literal(9)]),
    })
    .optional(),
  /**
   * Path of an object that holds the record's fields, under their own names; what stands outside it, but for time, level and
   * message, is shown with `beside` before its name (records that another program had read and passed on).
   */
  held: z.strictObject({ path: z.string().min(1), beside: z.string().min(1) }).optional(),
  /** The message's final newline is the program's; without it the record goes on in the next line (Docker cuts at 16 KiB). */
  partialWithoutNewline: z.boolean().default(false),
});

const logfmt = z.strictObject({ ...common, ...keys, kind: z.literal('logfmt') });

/**
 * Rows of cells under a line that names the columns. Names are compared without case and punctuation
 * (`Time Created` is `timecreated`). The general one requires nothing; what it knows of times, levels
 * and messages is tried after the format's own.
 */
const table = z.strictObject({
  ...common,
  kind: z.literal('table'),
  /**
   * `delimited`: RFC 4180 and its relatives. `w3c`: `#Fields:` lines name the columns, and may come
   * again. `zeek`: the same with `#separator`, `#fields` and `#unset_field`.
   */
  dialect: z.enum(['delimited', 'w3c', 'zeek']),
  /** What may stand between the cells of a delimited table. */
  separators: z.array(z.string().length(1)).default([',']),
  /** Columns that the header must have. */
  required: z.array(z.string()).default([]),
  /** Columns that rows have behind those that the header names. */
  unnamed: z.array(z.string()).default([]),
  /** The columns of a file without header, how many of them a row has at least, and what tells them: expressions on cells. */
  fixed: z
    .strictObject({
      columns: z.array(z.string()).min(1),
      least: z.int().min(1),
      cells: z.record(z.string(), z.string()),
    })
    .optional(),
  /** Columns that together are the time, joined by blanks, tried in turn. */
  time: z.array(z.array(z.string()).min(1)).default([]),
  level: z.array(z.string()).default([]),
  message: z.array(z.string()).default([]),
  /** Sentence made of cells where no column is the message, as that of JSON formats. */
  sentence: z.string().min(1).optional(),
});

/**
 * Finds a time and a level anywhere near the start of a line: the formats of last resort. Where `continuation` is `any` a line
 * with neither goes on with the record above; where it is `indented` it is a record.
 */
const search = z.strictObject({
  ...common,
  kind: z.literal('search'),
  /** Layouts of dates alone, for lines that begin with one and tell no time of day. */
  dates: z.array(z.string().min(1)).default([]),
});

/** A format as `resources/formats/*.json` declares it: how a source is cut into records and fields. */
export const formatDefinition = z.discriminatedUnion('kind', [text, json, logfmt, table, search]);

export type FormatDefinition = z.infer<typeof formatDefinition>;
export type LinePart = z.infer<typeof linePart>;
export type TextDefinition = z.infer<typeof text>;
export type KeyedDefinition = z.infer<typeof json> | z.infer<typeof logfmt>;
export type SearchDefinition = z.infer<typeof search>;
export type TableDefinition = z.infer<typeof table>;
