import type { AnswerTopic, SummaryReader } from '#shared/model/answer.ts';
import { parseTimeValue } from '#shared/query/index.ts';

/** A question as far as it is understood without a model. */
export interface ReadQuestion {
  /** Null: none of the topics. */
  readonly topic: AnswerTopic | null;
  /** For whom a summary is to be; null: nobody was named, or it is none. */
  readonly reader: SummaryReader | null;
  /** Words that name something in particular, as they were written. */
  readonly words: readonly string[];
  /** Times that it names, microseconds UTC, in its order. */
  readonly times: readonly { readonly fromUs: number; readonly toUs: number }[];
}

/** Of several that fit, the one whose words stand first counts; where they stand at the same place, the first here. */
const TOPICS: readonly (readonly [AnswerTopic, RegExp])[] = [
  [
    'next',
    /\bwhat (?:now|next|should|shall|can (?:i|we)|do (?:i|we)|to (?:do|check|look|try))\b|\b(?:next steps?|do next|look at next|check next)\b|\bhow (?:do|can|should|could|to) (?:(?:i|we) )?(?:fix|stop|solve|mitigate|prevent|resolve|repair|investigate)\b|\bwhere (?:do|should|can|to) (?:(?:i|we) )?(?:look|start|begin)\b|\brecommend/,
  ],
  [
    'why',
    /\bwhy\b|\bcaus\w*|\breasons?\b|\broot\b|\bwhat (?:made|led|triggered|broke|explains|went wrong|is to blame)\b|\bhow come\b|\bexplain\w*|\bculprit|\bblame\b|\bresponsible\b|\bhypothes\w*|\bdue to\b|\bwhat(?:'s| is) (?:wrong|the problem)\b/,
  ],
  [
    'who',
    /\bwho\b|\bwhom\b|\bwhose\b|\baffect\w*|\bimpact\w*|\bblast radius\b|\bvictims?\b|\bscope\b|\b(?:which|what|how many) (?:\w+ )?(?:users?|customers?|accounts?|hosts?|servers?|machines?|nodes?|pods?|services?|systems?|components?|clients?|sources?|releases?|versions?)\b|\bhow (?:bad|many people|widespread|far)\b/,
  ],
  [
    'when',
    /\bwhen\b|\bwhat time\b|\bsince\b(?= (?:when|what))|\bhow long\b|\b(?:did|has) it (?:start|beg[iau]n|end|stop)\w*|\bfirst (?:seen|time|error|failure|occur\w*|sign)|\blast (?:seen|time|error|failure|occur\w*)|\bis it (?:still|over)\b|\bstill (?:going|happening)\b|\bduration\b/,
  ],
  [
    'changed',
    /\bchang\w*|\bdiffer\w*|\bcompar\w*|\bnew\b|\bunusual\b|\banomal\w*|\bdeploy\w*|\breleas\w*|\brestart\w*|\bconfig\w*|\bbefore and after\b|\bvanish\w*|\bdisappear\w*|\bappear\w*/,
  ],
];
const SUMMARY =
  /\bwhat (?:has )?happen\w*|\bwhat(?:'s| is| was) (?:going on|up|this|in here)\b|\bsummar\w*|\boverview\b|\btl;?dr\b|\bdescribe\b|\btell me\b|\bwhat do (?:you|we) (?:know|see)\b|\bincident\b|\boutage\b|\bproblems?\b/;

/** Who reads a summary, as a question says it: `for an executive`, `for our customers`. */
const READERS: readonly (readonly [SummaryReader, RegExp])[] = [
  ['executive', /\bfor (?:\w+ )?(?:executives?|managers?|management|leadership|the board)\b/],
  ['engineer', /\bfor (?:\w+ )?(?:engineers?|developers?|operators?|sres?)\b/],
  ['customer', /\bfor (?:\w+ )?(?:customers?|clients?|users?|the status page)\b/],
  ['regulator', /\bfor (?:\w+ )?(?:regulators?|authority|authorities|auditors?|supervisors?)\b/],
];

/** Words that ask, join or speak of trouble in general: they name nothing in particular. */
const GENERAL = new Set(
  `a about above after again all also am an and any anything are around as at be became because been before began begin
  beginning begun being below between both but by came can cause caused causes causing change changed changes come could
  day days describe did differ difference different do does doing done down due during each else end ended ends error errors
  event events everything explain explanation fail failed failing fails failure failures first fix for from get give go
  going got had happen happened happening happens has have having he her here hour hours how i if impact impacted in
  incident incidents into is issue issues it its just know last led let likely list log logs long look made main make many
  may me mean might minute minutes more most much my need new next no not now of off often old on once one only or other
  our out outage over overview people place please possible problem problems reason reasons record records responsible
  root same say saw see seen sees she should show shown since so some something start started starting starts still stop stopped
  stops such sudden suddenly summarise summarize summary system tell than that the their them then there these they
  thing things this those time times to today too trouble under unusual until up us user users wait was we went were what
  whats when where whether which while who whom whose why will with work working would wrong yesterday you your affected
  affect affects hosts host services service customers customer accounts machines servers components releases release
  deployed deploy deployment deployments restart restarted config configuration versions version blast radius step steps
  executive executives manager managers management leadership board engineer engineers developer developers operator
  operators client clients page regulator regulators authority authorities auditor auditors supervisor supervisors
  recommend recommended investigate mitigate prevent resolve solve repair cause break broke broken breaking crash crashed
  crashing slow slower case within evidence hypothesis hypotheses culprit blame utc clock period window`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

const TIME =
  /\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)?(?:Z|[+-]\d{2}:?\d{2})?|\b\d{1,2}:\d{2}(?::\d{2})?\b/g;

/**
 * Reads what a question asks for. `zone` is that of its times; a time of day without a date is on the day of `dayUs`
 * (microseconds UTC).
 */
export function readQuestion(question: string, zone: string, dayUs: number | null): ReadQuestion {
  const lower = question.toLowerCase().replaceAll('’', "'");
  const times = [...question.matchAll(TIME)].flatMap(([text]) => {
    const stretch = timeOf(text, zone, dayUs);
    return stretch === null ? [] : [stretch];
  });
  const topic = topicOf(lower);
  const reader = topic === 'summary' ? readerOf(lower) : null;
  return { topic, reader, words: wordsOf(question.replaceAll(TIME, ' ')), times };
}

function topicOf(lower: string): AnswerTopic | null {
  const found = TOPICS.flatMap(([topic, pattern]) => {
    const at = lower.search(pattern);
    return at < 0 ? [] : [{ topic, at }];
  });
  const [first] = found.toSorted((a, b) => a.at - b.at);
  return first?.topic ?? (SUMMARY.test(lower) ? 'summary' : null);
}

const readerOf = (lower: string): SummaryReader | null =>
  READERS.find(([, pattern]) => pattern.test(lower))?.[0] ?? null;

function timeOf(text: string, zone: string, dayUs: number | null) {
  const clock = /^(\d{1,2})(:\d{2}(?::\d{2})?)$/.exec(text);
  if (clock === null) return parseTimeValue(text.replace(' ', 'T'), zone);
  if (dayUs === null) return null;
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(dayUs / 1000);
  return parseTimeValue(`${day}T${(clock[1] ?? '').padStart(2, '0')}${clock[2]}`, zone);
}

function wordsOf(question: string): string[] {
  const quoted = [...question.matchAll(/["“`]([^"”`]{1,200})["”`]/g)].map(([, text = '']) =>
    text.trim(),
  );
  const rest = question.replaceAll(/["“`][^"”`]{1,200}["”`]/g, ' ');
  const plain = [...rest.matchAll(/[\p{L}\p{N}][\p{L}\p{N}_./:@$-]*/gu)]
    .map(([word]) => word.replace(/[./:-]+$/, '').replace(/(?:'s|’s)$/, ''))
    .filter((word) => {
      const lower = word.toLowerCase();
      return lower.length >= 2 && !GENERAL.has(lower) && !/^(?:s|t|re|ve|ll|d|m)$/.test(lower);
    });
  return [...new Set([...quoted, ...plain])].filter((word) => word !== '');
}
