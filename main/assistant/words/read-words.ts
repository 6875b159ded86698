import { parseQuery } from '#shared/query/index.ts';
import type { UnreadWords } from '#shared/model/worded-query.ts';
import type { OpenCase } from '../../open-case.ts';
import { caseMoments } from './case-moments.ts';
import { caseWords } from './case-words.ts';
import {
  readComparison,
  readId,
  readNamedValue,
  readPresence,
  readSlower,
  readStatus,
  readValue,
} from './field-readers.ts';
import { DENYING, DENYING_PAIRS, FILLER } from './filler.ts';
import { composeQuery, type Join, type PlacedReading, type ReadWords } from './reading.ts';
import { readTimes } from './time-words.ts';
import { tokensOf } from './tokens.ts';
import {
  readCondition,
  readKnownPhrase,
  readLevel,
  readMessageWord,
  readPhrase,
  readQuoted,
  readSource,
  type Reader,
} from './word-readers.ts';

/** Asked in this order: the first that reads something has it. */
const READERS: readonly Reader[] = [
  readQuoted,
  readCondition,
  readPresence,
  readKnownPhrase,
  readStatus,
  readSlower,
  readComparison,
  readNamedValue,
  readLevel,
  readPhrase,
  readId,
  readValue,
  readSource,
];

/** Reads what somebody wants to see as a query, by what the case has in it. Deterministic. Throws CANCELLED. */
export async function readWords(
  said: string,
  open: OpenCase,
  signal: AbortSignal,
): Promise<ReadWords> {
  const { fromUs, toUs } = open.store.timeRange();
  const { zone } = open.info();
  const words = await caseWords(open, signal);
  const ground = { zone, fromUs: fromUs ?? 0, toUs: toUs ?? 0 };
  const moments = await caseMoments(said, open);
  const times =
    fromUs === null ? { text: said, said: [], readings: [] } : readTimes(said, ground, moments);
  const tokens = tokensOf(times.text, times.said);

  const readings: PlacedReading[] = [];
  const unread: UnreadWords[] = [];
  let join: Join = 'and';
  let denied = false;
  /** Whether what is read next goes on a list that `not` began. */
  let listed = false;
  const take = (reading: PlacedReading): void => {
    readings.push(reading);
    [join, denied, listed] = ['and', false, true];
  };

  for (let at = 0; at < tokens.length;) {
    const token = tokens[at];
    if (token === undefined) break;
    if (token.kind === 'time') {
      const reading = times.readings[token.at] ?? null;
      if (reading !== null) take({ ...reading, join, denied });
      [join, denied, listed] = ['and', false, false];
      at++;
      continue;
    }
    const pair = `${token.lower} ${tokens[at + 1]?.lower ?? ''}`;
    const found = await firstOf(READERS, tokens, at, words);
    if (found !== null) {
      const last = readings.at(-1);
      const goesOn =
        listed &&
        last?.denied === true &&
        last.group === found.reading.group &&
        joins(tokens[at - 1]?.lower);
      const text = tokens.slice(at, at + found.length).map(({ text: one }) => one);
      take({ ...found.reading, words: text.join(' '), join, denied: denied || goesOn });
      at += found.length;
    } else if (DENYING_PAIRS.has(pair)) {
      denied = true;
      at += 2;
    } else if (DENYING.has(token.lower)) {
      denied = true;
      at++;
    } else if (token.lower === 'or' || token.lower === 'either') {
      if (token.lower === 'or') join = 'or';
      at++;
    } else if (
      token.kind === 'sign' ||
      token.lower === 'and' ||
      token.lower === 'but' ||
      FILLER.has(token.lower)
    ) {
      if (token.lower !== 'and' && token.kind !== 'sign') listed = false;
      at++;
    } else {
      const word = await readMessageWord(tokens, at, words);
      if (word === null) unread.push({ words: token.text, why: whyUnread(token.lower) });
      else take({ ...word.reading, words: token.text, join, denied });
      if (word === null) [join, denied] = ['and', false];
      at++;
    }
  }
  const query = composeQuery(readings);
  return {
    // Conditions are made to be read; if one were not, nothing of it may be run.
    query: parseQuery(query).ok ? query : '',
    parts: readings.map(({ words: text, condition, note, denied: not }) => ({
      words: text,
      condition: not ? `NOT ${condition}` : condition,
      note,
    })),
    unread,
  };
}

const joins = (word: string | undefined): boolean =>
  word === 'and' || word === 'or' || word === ',';

async function firstOf(
  readers: readonly Reader[],
  ...[tokens, at, words]: Parameters<Reader>
): Promise<Awaited<ReturnType<Reader>>> {
  for (const reader of readers) {
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
