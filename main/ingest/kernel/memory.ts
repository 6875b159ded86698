/*
 * Where everything stands in the kernel's memory. Sizes are such that a block of any text fits, or the kernel says
 * that it does not (see TOO_MUCH). Memory that is not touched costs nothing.
 */

/** 256 words: class of a byte for skeletons in the low half, for word filters above it. */
export const CLASSES: i32 = 1024;
/** Of a line's header, as the other side fills it in and as the kernel keeps it. */
export const HEADER_TIME: i32 = 2048;
export const HEADER_NS: i32 = 2056;
export const HEADER_DIGITS: i32 = 2060;
export const HEADER_LEVEL: i32 = 2064;
/** Byte position of the message in memory, of which it is the verbatim end; -1: it does not stand there as it is. */
export const HEADER_MESSAGE: i32 = 2068;
/** In its place: it stands in a line of its own between quotation marks (`logstore/block-columns.ts`). */
export const QUOTED_MESSAGE: i32 = -2;
/** The same of a record that is not one plain line, asked and answered by `numberWhole`. */
export const WHOLE_MESSAGE: i32 = 2088;
/** How the last time is cut up: bytes before and behind its fraction (before is 0: it has none), and its whole second. */
export const TIME_BEFORE: i32 = 2072;
export const TIME_BEHIND: i32 = 2076;
export const TIME_SECOND: i32 = 2080;
/** What the last time came to, as it stands in the header. */
export const TIME_READ: i32 = 2096;
export const TIME_TEXT: i32 = 2112;
export const TIME_CAP: i32 = 64;
/** The beginning of the line before, and the registers behind it. */
export const HEAD_BYTES: i32 = 2176;
export const HEAD_REGISTERS: i32 = 2192;
/** Where a message of one line stands in it, verbatim end or not. */
export const HEADER_INSIDE: i32 = 2324;
export const HEADER_INSIDE_END: i32 = 2328;
/** How long the text of the last time is, 0: there is none. */
export const TIME_LENGTH: i32 = 2336;
/** Which format read the open record; 0: the source's own, or the other side. */
export const OPEN_BY: i32 = 2340;
/** When the record above the line happened that a secondary format reads. */
export const NEAR_TIME: i32 = 2344;
/** Of a format: the state in which its patterns begin, 0: it has no automaton, and what is done to the registers there. */
export const START_STATE: i32 = 2352;
export const START_MOVES: i32 = 2356;
/** Of a secondary format: what it finds in a line at most, its place among those that find as much, records read in the block. */
export const MOST_FOUND: i32 = 2360;
export const PREFERENCE: i32 = 2364;
export const READ_COUNT: i32 = 2368;
/** Of a format: whether only the other side can write rows of its lines. */
export const ASKS_ROW: i32 = 2372;
/** Of a format of JSON: whether a message may tell the level when no key does. */
export const LEVEL_IN_MESSAGE: i32 = 2376;
/** Of a format: the row of a line before any value stands in it. */
export const ROW_BEFORE: i32 = 2384;
/** Fields of a line of JSON, five words each. */
export const FIELDS: i32 = 2560;
export const FIELD_CAP: i32 = 64;
/** Which value each column of fields has in the line read last, and in the open record: a byte a column. */
export const ROW_READ: i32 = 2432;
export const ROW_OPEN: i32 = 2448;

/** Start and end of every token that varies in the message scanned last. */
export const MASKS: i32 = 4096;
export const MASK_CAP: i32 = 80;
/** What the bytes of the message are that is scanned, a bit a byte; see `skeleton.ts`. Room for 64 bits more than it has. */
export const BITS_WORD: i32 = 4736;
export const BITS_DIGIT: i32 = 5056;
export const BITS_SPECIAL: i32 = 5376;
export const BITS_NO_HEX: i32 = 5696;
export const BITS_CAPITAL_E: i32 = 6016;

/** Registers of the header's automaton: those in force, and a copy while they are moved. */
export const REGISTERS: i32 = 8192;
export const REGISTERS_MOVED: i32 = 12288;
/** Of each pattern what its match gives; see `headerPattern` in scan-header.ts. */
export const PATTERNS: i32 = 16384;
/** Lists of moves of registers, 32 bit words; a list ends with -1. */
export const MOVES: i32 = 65536;
export const MOVES_BYTES: i32 = 131072;
/** Per state: where it accepts, see `automaton.ts`. */
export const ACCEPTS: i32 = 196608;
/** Per state that accepts: of each tag the register that has its place, a byte each; NO_REGISTER: none. */
export const ACCEPTED: i32 = 200704;
export const TAGS: i32 = 16;
export const NO_REGISTER: i32 = 255;
/** Rows of 128 words, one a state. */
export const STATES: i32 = 262144;
export const STATE_CAP: i32 = 1024;

/** Level words met, 16 bytes of text, its group and length, its level: 32 bytes an entry. */
export const LEVELS: i32 = 786432;
export const LEVEL_CAP: i32 = 256;

/** Skeletons met: the key of a message, the number given to it and its record of slots, 16 bytes an entry. */
export const SKELETONS: i32 = 851968;
export const SKELETON_CAP: i32 = 16384;
/** Level of each skeleton, a byte: 254 not asked yet, 255 each message tells its own. */
export const SKELETON_LEVELS: i32 = 1114112;
/** Numbers of skeletons that have a place in the tables. */
export const NUMBER_CAP: i32 = 65536;
/** Position in the block's dictionary plus one, of skeleton * 8 + level. */
export const KIND_OF: i32 = 1179648;
/** The dictionary: skeleton, level, count, then first and last time; 32 bytes an entry. */
export const KINDS: i32 = 3276800;
export const KIND_CAP: i32 = 65536;

/** Columns of at most BATCH records, see `block-columns.ts`: eight streams of 64 KiB. */
export const STREAMS: i32 = 5373952;
export const STREAM_BYTES: i32 = 65536;
export const BATCH: i32 = 8000;
export const BATCH_TIMES: i32 = 5898240;
export const BATCH_KINDS: i32 = 5963776;

/** Word filters while they are made, a byte a bit: words anywhere, ids anywhere, words in what varies. See `word-filter.ts`. */
export const WORDS: i32 = 6029312;
export const WORD_BITS: i32 = 262144;
export const IDS: i32 = 6291456;
export const ID_BITS: i32 = 524288;
export const VARYING: i32 = 6815744;
/** The same in bits, in this order. */
export const PACKED: i32 = 7077888;

/** Bytes that come from elsewhere than the text. */
export const SCRATCH: i32 = 7208960;
export const SCRATCH_BYTES: i32 = 65536;
/** Filter of addresses while it is made, in bits; nothing comes from elsewhere then. */
export const ADDRESSES: i32 = 7208960;
export const ADDRESS_BYTES: i32 = 32768;
/** Classes of a piece of text, with those of the bytes before it. */
export const GRAM_CLASSES: i32 = 7274496;
/** Of each byte of ASCII its class for word filters, with two marks, and what it is to skeletons. */
export const GRAM_TABLE: i32 = 7282688;
export const SKELETON_TABLE: i32 = 7282816;
/** Shapes of lines of JSON, 32 bytes each. */
export const SHAPES: i32 = 7283840;
export const SHAPE_CAP: i32 = 1024;
/** Of each shape, a byte a field: the column that its value goes to; see `columns of fields` in json.ts. */
export const SHAPE_COLUMNS: i32 = 7316608;
/** Values met in each column of fields: 512 entries of 16 bytes, then how many there are, a word a column. */
export const VALUES: i32 = 7382144;
export const VALUE_SLOTS: i32 = 512;
export const VALUE_COUNTS: i32 = 7513216;
export const FIELD_COLUMNS: i32 = 16;
/** Rows of the batch: 16 bytes a record, one a column of fields. */
export const BATCH_ROWS: i32 = 7513344;
/** Records of what is constant in skeletons' slots, which the other side writes, and the one of the skeleton numbered last; 0: none. */
export const SLOT_RECORD: i32 = 2332;
export const SLOT_RECORDS: i32 = 7641408;
export const SLOT_RECORDS_BYTES: i32 = 1048576;
/** What a template of lines tells of a message: 16 bytes a template, and how its masks are found; see `recall.ts`. */
export const RECALLED: i32 = 8690112;
export const RECIPES: i32 = 8755648;
export const RECIPES_END: i32 = 8978432;
/** Headers that are recalled, 512 bytes each, eight a template; see `recall-header.ts`. */
export const HEADERS: i32 = 8978432;
export const HEADER_TEMPLATES: i32 = 100;
/** Values of fields that the other side tells, behind each other. */
export const VALUE_TEXTS: i32 = 9388032;
export const VALUE_TEXTS_BYTES: i32 = 49152;
/** The templates of lines of the block, which the kernel beside this one wrote: TEMPLATES of `logstore/kernel/memory.ts`. */
export const LINE_TEMPLATES: i32 = 9437248;
export const LINE_TEMPLATE_CAP: i32 = 4096;
/**
 * What is kept of each format apart: of secondary ones all from TIME_BEFORE up to LEVELS stands so far behind where the source's own
 * has it, and the levels of its skeletons behind that. A format is named by this distance, the source's own by 0.
 */
export const FIRST_FORMAT: i32 = 11862016;
export const FORMAT_BYTES: i32 = 851968;
export const FORMAT_CAP: i32 = 7;
export const FORMAT_LEVELS: i32 = 786432;
/** Which formats a line may be of: rows of 128 half words, one a state; of each state two numbers of lists; lists of formats. See `secondary.ts`. */
export const PREFIXES: i32 = 17825792;
export const PREFIX_CAP: i32 = 4000;
export const LISTS_OF: i32 = 18849792;
export const LISTS: i32 = 18865792;
export const LIST_CAP: i32 = 240;
export const LIST_BYTES: i32 = 32;
/**
 * The text of the block, behind the tables of both kernels: FREE of `logstore/kernel/memory.ts`. 128 bytes before it and behind it
 * may be read.
 */
export const TEXT: i32 = 18874496;
