import { quoteValue } from '#shared/query/index.ts';
import type { UnreadWords } from '#shared/model/worded-query.ts';
import type { OpenCase } from '../../open-case.ts';
import { caseMoments } from './case-moments.ts';
import { caseWords, type CaseWords } from './case-words.ts';
import {
  fieldsAt,
  measuredLater,
  readComparison,
  readId,
  readMeasure,
  readNamedValue,
  readPresence,
  readStatus,
  readValue,
} from './field-readers.ts';
import { DENYING, DENYING_PAIRS, FILLER } from './filler.ts';
import { readDenied } from './read-denied.ts';
import { allOf, composeQuery, TIME_GROUP, type PlacedReading, type ReadWords } from './reading.ts';
import { readTimes, type TimedWords } from './time-words.ts';
import { tokensOf, type Token } from './tokens.ts';
import {
  readCondition,
  readKnownPhrase,
  readLevel,
  readMessageWord,
  readPhrase,
  readQuoted,
  readSource,
  readSourceWord,
  type Found,
  type Reader,
} from './word-readers.ts';

/** Asked in this order: the first that reads something has it. */
const READERS: readonly Reader[] = [
  readQuoted,
  readCondition,
  readDenied,
  readPresence,
  readKnownPhrase,
  readStatus,
  readMeasure,
  readComparison,
  readNamedValue,
  readLevel,
  readPhrase,
  readValue,
  readId,
  readSource,
  readSourceWord,
];

/**
 * Reads what somebody wants to see as a query, by what the case has in it. Deterministic; what it gives can always be
 * run. Throws CANCELLED.
 */
export async function readWords(
  said: string,
  open: OpenCase,
  signal: AbortSignal,
): Promise<ReadWords> {
  const { fromUs, toUs } = open.store.timeRange();
  const { zone } = open.info();
  const words = await caseWords(open, signal);
  const ground = { zone, fromUs: fromUs ?? 0, toUs: toUs ?? 0 };
  const times =
    fromUs === null
      ? { text: said, said: [], readings: [] }
      : readTimes(said, ground, await caseMoments(said, open));
  const { readings, unread } = await readTokens(tokensOf(times.text, times.said), times, words);
  // A query without any condition would find everything, which is not what words were said for.
  const wanted =
    readings.length > 0 ? readings : unread.map(({ words: text, why }) => asText(text, why));
  return {
    query: composeQuery(wanted),
    parts: wanted.map(({ words: text, condition, note, denied }) => ({
      words: text,
      condition: denied ? `NOT ${condition}` : condition,
      note,
    })),
    unread: readings.length > 0 ? unread : [],
    without: wanted.length < 2 ? [] : wanted.map((_, at) => composeQuery(wanted.toSpliced(at, 1))),
  };
}

/** Words of which the case knows nothing, as text that records would have to have. */
const asText = (text: string, note: string): PlacedReading => ({
  words: text,
  condition: `*:${quoteValue(text)}`,
  note,
  group: null,
  join: 'none',
  denied: false,
});

async function readTokens(
  tokens: readonly Token[],
  times: TimedWords,
  words: CaseWords,
): Promise<{
  readonly readings: readonly PlacedReading[];
  readonly unread: readonly UnreadWords[];
}> {
  const readings: PlacedReading[] = [];
  const unread: UnreadWords[] = [];
  let join = 'none' as PlacedReading['join'];
  let denied = false;
  /** Where the last reading ended. */
  let end = -1;
  const place = ({ reading, length, denies = false }: Found, at: number): number => {
    const text = tokens.slice(at, at + length).map((token) => token.text);
    const last = readings.at(-1);
    // What goes on with a list that `not` began is denied too.
    const next = end === at - 1 && reading.group !== TIME_GROUP;
    const goesOn =
      join !== 'none' && last?.denied === true && (next || last.group === reading.group);
    const placed = { ...reading, words: text.join(' '), join, denied: denied || goesOn || denies };
    readings.push(placed);
    [join, denied, end] = ['none', false, at + length];
    return end;
  };
  let at = 0;
  for (let token = tokens[at]; token !== undefined; token = tokens[at]) {
    const asked = thingAskedFor(tokens, at, words);
    const found = asked > 0 ? null : await foundAt(tokens, at, times, words);
    if (asked > 0) at += asked;
    else if (found !== null) at = place(found, at);
    else if (token.kind === 'time') [at, join] = [at + 1, 'none'];
    else if (DENYING_PAIRS.has(`${token.lower} ${tokens[at + 1]?.lower ?? ''}`))
      [at, denied] = [at + 2, true];
    else if (DENYING.has(token.lower)) [at, denied] = [at + 1, true];
    else if (token.lower === 'or') [at, join] = [at + 1, 'or'];
    else if (/^(?:and|,|&)$/.test(token.lower)) {
      // `a, b, or c`: the `or` that stands last holds for what it joins.
      [at, join] = [at + 1, readings.length > 0 && join !== 'or' ? 'list' : join];
    } else if (token.kind === 'sign' || FILLER.has(token.lower) || measuredLater(tokens, at)) at++;
    else {
      const word = await readMessageWord(tokens, at, words);
      const last = readings.at(-1);
      if (word !== null && last?.denied === true && last.group === null && end === at) {
        // `except health checks` denies the two together.
        const condition = allOf([last.condition, word.reading.condition]);
        readings[readings.length - 1] = {
          ...last,
          words: `${last.words} ${token.text}`,
          condition,
        };
        end = ++at;
      } else if (word !== null) at = place(word, at);
      else {
        unread.push({ words: token.text, why: whyUnread(token.lower) });
        [at, join, denied] = [at + 1, 'none', false];
      }
    }
  }
  return { readings, unread };
}

const ASKS_FOR = /^(?:which|what|whose|many)$/;
const TELLS_MORE = /^(?:with|that|which|who|whose|having|where|in|on|at|from)$/;

/** How many words only say of what something is wanted: `which hosts`, and `hosts` where `that` or `with` follows. */
function thingAskedFor(tokens: readonly Token[], at: number, words: CaseWords): number {
  const asks = ASKS_FOR.test(tokens[at]?.lower ?? '') ? 1 : 0;
  const length = fieldsAt(tokens, at + asks, words)?.length ?? 0;
  const next = tokens[at + asks + length];
  if (length > 0 && asks === 0) return TELLS_MORE.test(next?.lower ?? '') ? length : 0;
  return asks + (/\d/.test(next?.text ?? '') ? 0 : length);
}

/** What stands at a place: a time that was read before, or what a reader finds. */
async function foundAt(
  tokens: readonly Token[],
  at: number,
  { readings }: TimedWords,
  words: CaseWords,
): Promise<Found | null> {
  const token = tokens[at];
  if (token?.kind === 'time') {
    const reading = readings[token.at] ?? null;
    return reading === null ? null : { length: 1, reading: { ...reading, group: TIME_GROUP } };
  }
  if (measuredLater(tokens, at)) return null;
  for (const reader of READERS) {
    const found = await reader(tokens, at, words);
    if (found !== null) return found;
  }
  return null;
}

function whyUnread(word: string): string {
  if (/^(?:slow|slowest|long|fast|big|large|huge)$/.test(word)) {
    return 'say how much: over 2 seconds, more than 1 MB';
  }
  return 'nothing in this case says it';
}
