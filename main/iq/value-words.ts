const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Parts of dates. They vary wherever they stand beside a number. */
export const CALENDAR = words(
  'Mon Tue Wed Thu Fri Sat Sun Monday Tuesday Wednesday Thursday Friday Saturday Sunday ' +
    'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec January February March April June July August ' +
    'September October November December AM PM am pm UTC GMT EST EDT CST CDT MST MDT PST PDT CET CEST BST IST JST Z',
);

/** Units that follow a number after a blank; number and unit are one value (`2.5 KB`, `912 B`). */
export const UNITS = words(
  'B KB MB GB TB PB KiB MiB GiB TiB kB Kb Mb Gb bytes byte Bytes ns us µs ms s sec secs second seconds ' +
    'min mins minute minutes h hour hours day days Hz kHz MHz GHz %',
);

/** Words that fill the place of a value that is not there, or is one of two. */
export const EMPTY_VALUES = words(
  'null NULL none None nil undefined true false True False - NaN N/A n/a',
);

/** The values of a thing that holds or does not. */
export const TRUTHS = words('true false True False TRUE FALSE');

/** The values of a thing that is switched. */
export const SWITCHES = words('on off On Off ON OFF yes no Yes No YES NO');

/** Nouns before a name: what follows is of a kind that has many members. */
export const NOUNS = words(
  'user User users username account login host hostname server node peer client rhost group queue topic ' +
    'table bucket database db schema index shard partition tenant customer role member email',
);

/** Words before whom or what a line is about, rather than what happened. */
export const PREPOSITIONS = words(
  'for from by to on as of with at in via into after before during',
);

/** Words that an analyst wants to keep apart, however many there are of them. */
export const TELLING_WORDS = words(
  'GET POST PUT PATCH DELETE HEAD OPTIONS CONNECT TRACE error warning info debug fatal critical notice ' +
    'ERROR WARN WARNING INFO DEBUG FATAL failed succeeded success failure started stopped',
);

/** Keys whose quoted text says what happened; the quoted text of other keys is a value. */
export const TELLING_KEYS = words(
  'msg message text event error err reason status state result level action type',
);
