import type { Level } from '#shared/model/level.ts';
import type { ReportData } from '../data/report-data.ts';
import { bytesText, numberText, timeText } from '../data/value-text.ts';
import { recordId, type Block, type Column, type Inline, type Line, type Row } from './document.ts';
import { CHART_HEIGHT, CHART_WIDTH, levelChart } from './level-chart.ts';
import { proseBlocks } from './prose.ts';

/** Rows of issues and templates on paper; the JSON has more, the case has all. */
const MOST_ROWS = 30;
/** Characters of a template or a title on paper. */
const LONGEST = 400;
/** Of a cited record: what rests on it must be seen in it. The JSON has it whole. */
const LONGEST_CITED = 2000;

const heading = (id: string, text: string, level: 1 | 2 = 1): Block => ({
  kind: 'heading',
  level,
  id,
  text,
});
const paragraph = (...line: Line): Block => ({ kind: 'paragraph', line });
const clinging = (...line: Line): Block => ({ kind: 'paragraph', line, clings: true });
const leading = (...line: Line): Block => ({ kind: 'paragraph', line, leads: true });
const text = (value: string): Line[] => [[{ text: value }]];
/** `2026-03-12 14:20:00`, under a heading that says UTC. */
const shortTime = (at: string): string => timeText(at).replace(' UTC', '');
const when = (at: string | null): Line[] => text(at === null ? '' : shortTime(at));
const span = (from: string | null, to: string | null): Line[] =>
  [from, to].flatMap((at) => when(at));
const cut = (value: string): string =>
  value.length > LONGEST ? `${value.slice(0, LONGEST)} …` : value;

function list(
  id: string,
  caption: string,
  columns: readonly Column[],
  rows: readonly Row[],
): Block {
  return { kind: 'table', id, caption, style: 'list', columns, rows };
}

const TIME_NAMES: Readonly<Record<string, string>> = {
  occurred: 'Occurred',
  detected: 'Detected',
  aware: 'Became aware',
  classified: 'Classified as major',
  contained: 'Contained',
  eradicated: 'Cause removed',
  recovered: 'Recovered',
};

/** The times of the incident with what they rest on, and records over time. */
export function timelineBlocks(data: ReportData): Block[] {
  const blocks: Block[] = [];
  if (data.times.length > 0) {
    const columns: Column[] = [
      { title: 'Event', share: 18 },
      { title: 'Time (UTC)', share: 23 },
      { title: 'Rests on', share: 37 },
      { title: 'Set by', share: 22 },
    ];
    const rows = data.times.map((time) => ({
      cells: [
        [[{ strong: TIME_NAMES[time.name] ?? time.name }]],
        [
          [{ text: shortTime(time.at) }],
          ...(time.within === null ? [] : [[{ dim: `± ${time.within}` }]]),
        ],
        [[{ text: time.basis }, ...citesOf(time.cites === null ? [] : [time.cites])]],
        [[{ text: time.author }], [{ dim: shortTime(time.setAt) }]],
      ],
    }));
    blocks.push(list('times', 'Times of the incident', columns, rows), ...contradictionNotes(data));
  }
  if (data.histogram !== null) {
    const { sliceSeconds } = data.histogram;
    const alt = `Bar chart of ${numberText(data.records)} records over time, one bar for every ${spanText(sliceSeconds)}, coloured by level. ${levelWords(data.levels)}`;
    blocks.push(
      {
        kind: 'chart',
        id: 'records-over-time',
        title: `Records by level, one bar for every ${spanText(sliceSeconds)} (UTC)`,
        alt,
        svg: levelChart(data.histogram),
        width: CHART_WIDTH,
        height: CHART_HEIGHT,
      },
      paragraph({ dim: `${rangeWords(data)} ${levelWords(data.levels)}` }),
    );
  }
  if (data.pins.length > 0) {
    blocks.push(pinTable(data), ...moreNote(data.pins.length, data.listed.timeline ?? 0));
  }
  return blocks.length === 0 ? [] : [heading('timeline', 'Timeline'), ...blocks];
}

/** Times of which one cannot be right: a reader must not find that out by himself. */
function contradictionNotes({ times }: ReportData): Block[] {
  return times.flatMap(({ name, contradicts }) =>
    contradicts.map((earlier): Block => {
      const [late, early] = [TIME_NAMES[name] ?? name, TIME_NAMES[earlier] ?? earlier];
      const line = [
        { strong: `“${late}” stands before “${early}”.` },
        { text: ' One of the two times is not right.' },
      ];
      return { kind: 'notice', tone: 'warning', line };
    }),
  );
}

function pinTable({ pins, cited }: ReportData): Block {
  const columns: Column[] = [
    { title: 'Pinned record (UTC)', share: 32 },
    { title: 'Note', share: 46 },
    { title: 'By', share: 22 },
  ];
  const rows = pins.map((pin) => {
    const at = cited[pin.cites - 1]?.time ?? null;
    const record: Line = [
      { text: at === null ? 'no time' : shortTime(at) },
      ...citesOf([pin.cites]),
    ];
    return { cells: [[record], text(pin.note), text(pin.author)] };
  });
  return list('pins', 'Pinned records', columns, rows);
}

function rangeWords({ records, range }: ReportData): string {
  const of = `${numberText(records)} records`;
  return range === null ? `${of}.` : `${of} from ${timeText(range.from)} to ${timeText(range.to)}.`;
}

function levelWords(levels: Readonly<Partial<Record<Level, number>>>): string {
  const named = Object.entries(levels)
    .filter(([, count]) => count > 0)
    .map(([level, count]) => `${level} ${numberText(count)}`);
  return named.length === 0 ? '' : `By level: ${named.join(', ')}.`;
}

function spanText(seconds: number): string {
  const units = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ] as const;
  const [size, unit] = units.find(([size]) => seconds >= size) ?? [1, 'second'];
  const count = seconds / size;
  return count === 1 ? unit : `${numberText(count)} ${unit}s`;
}

function citesOf(cites: readonly number[]): Inline[] {
  return cites.flatMap((cite) => [{ text: ' ' }, { cite }]);
}

/** What the analysts found, each with the records that it cites. */
export function findingBlocks({ findings, listed }: ReportData): Block[] {
  if (findings.length === 0) return [];
  return [
    heading('findings', 'Findings'),
    ...findings.flatMap((finding, at) => {
      const { kind, confidence, author, from, to } = finding;
      const span =
        from === null ? '' : ` · ${timeText(from)}${to === null ? '' : ` to ${timeText(to)}`}`;
      const details: [string, readonly string[]][] = [
        ['Concerns', finding.assets],
        ['ATT&CK', finding.techniques],
        ['Figures', finding.figures.map(({ name, value }) => `${name}: ${value}`)],
      ];
      return [
        heading(`finding-${at + 1}`, finding.title, 2),
        leading({ dim: `${capital(kind)} · confidence: ${confidence}${span} · ${author}` }),
        ...proseBlocks(finding.text),
        ...details
          .filter(([, values]) => values.length > 0)
          .map(([label, values]) =>
            clinging({ strong: `${label}: ` }, { text: values.join(', ') }),
          ),
        ...(finding.cites.length === 0
          ? []
          : [clinging({ strong: 'Records:' }, ...citesOf(finding.cites))]),
      ];
    }),
    ...moreNote(findings.length, listed.findings ?? 0),
  ];
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

const COUNTED: readonly Column[] = [
  { title: 'Records', share: 9, align: 'end' },
  { title: 'Level', share: 10 },
];
const SEEN: Column = { title: 'First and last (UTC)', share: 22 };

/** The problems of the case, gravest first. */
export function issueBlocks({ issues, listed }: ReportData): Block[] {
  if (issues.length === 0) return [];
  return [
    heading('issues', 'Issues'),
    issueTable('Issues', issues.slice(0, MOST_ROWS)),
    ...moreNote(MOST_ROWS, listed.issues ?? issues.length),
  ];
}

/** Every event of the case, none left out: what samples are drawn from. */
export function populationBlocks({ issues, records, range }: ReportData): Block[] {
  const read = `${numberText(records)} records were read${range === null ? '' : `, from ${timeText(range.from)} to ${timeText(range.to)}`}.`;
  const events = issues.length === 1 ? '1 event' : `${numberText(issues.length)} events`;
  return [
    heading('population', 'Events of the period'),
    paragraph({
      text:
        issues.length === 0
          ? `No event was found. ${read}`
          : `The complete list: ${events}, each with its disposition where somebody gave it one. ${read}`,
    }),
    ...(issues.length === 0 ? [] : [issueTable('Events of the period', issues)]),
  ];
}

function issueTable(caption: string, issues: ReportData['issues']): Block {
  const rows = issues.map((issue) => ({
    cells: [
      text(numberText(issue.count)),
      text(issue.level),
      [[{ mono: cut(issue.title) }], ...(issue.state === '' ? [] : [[{ dim: issue.state }]])],
      span(issue.first, issue.last),
    ],
  }));
  const columns = [...COUNTED, { title: 'Issue', share: 59 }, SEEN];
  return list('issues-table', caption, columns, rows);
}

/** The commonest kinds of message. */
export function templateBlocks({ templates, listed }: ReportData): Block[] {
  if (templates.length === 0) return [];
  const rows = templates.slice(0, MOST_ROWS).map((template) => ({
    cells: [
      text(numberText(template.count)),
      text(template.level),
      [[{ mono: cut(template.text) }]],
      span(template.first, template.last),
    ],
  }));
  const columns = [...COUNTED, { title: 'Message (<*> varies)', share: 59 }, SEEN];
  return [
    heading('templates', 'Kinds of message'),
    list('templates-table', 'Kinds of message', columns, rows),
    ...moreNote(MOST_ROWS, listed.templates ?? templates.length),
  ];
}

/** Says that not all is listed, and where the rest is. */
function moreNote(shown: number, count: number, rest = 'The case has the others.'): Block[] {
  if (count <= shown) return [];
  return [paragraph({ dim: `The first ${numberText(shown)} of ${numberText(count)}. ${rest}` })];
}

/** What was read, with its hash. */
export function sourceBlocks({ sources, listed }: ReportData): Block[] {
  if (sources.length === 0) return [];
  const rows = sources.map((source): Row => {
    const facts = [
      source.format,
      source.size === null ? '' : bytesText(source.size),
      `${numberText(source.lines)} lines`,
      `zone ${source.zone}`,
      source.shiftSeconds === 0
        ? ''
        : `clock set right by ${numberText(source.shiftSeconds)}\u00a0s`,
    ].filter((part) => part !== '');
    const lines: Line[] = [
      [{ mono: source.path }],
      [{ dim: facts.join(' · ') }],
      [{ mono: source.sha256 ?? 'SHA-256 not known' }],
    ];
    if (source.problem !== null) lines.push([{ strong: source.problem }]);
    return {
      cells: [lines, text(numberText(source.records)), span(source.from, source.to)],
    };
  });
  const columns: Column[] = [
    { title: 'Source and SHA-256 of its content', share: 68 },
    { title: 'Records', share: 10, align: 'end' },
    { title: 'From and to (UTC)', share: 22 },
  ];
  return [
    heading('sources', 'Sources'),
    list('sources-table', 'Sources', columns, rows),
    ...moreNote(
      sources.length,
      listed.sources ?? 0,
      'The digest of the evidence is over all; an evidence bundle lists each.',
    ),
  ];
}

/** Who had the evidence in hand, and when. */
export function custodyBlocks({ custody, listed }: ReportData): Block[] {
  if (custody.length === 0) return [];
  const rows = custody.map((entry): Row => {
    const what: Line[] = [[{ text: entry.what }]];
    if (entry.source !== null) what.push([{ mono: entry.source }]);
    if (entry.sha256 !== null) what.push([{ mono: entry.sha256 }]);
    const who: Line[] = [[{ text: entry.who }], [{ dim: entry.where }]];
    return { cells: [when(entry.at), who, what] };
  });
  const columns: Column[] = [
    // A SHA-256 stands on one line.
    { title: 'Time (UTC)', share: 12 },
    { title: 'Who and where', share: 21 },
    { title: 'What', share: 67 },
  ];
  return [
    heading('custody', 'Chain of custody'),
    list('custody-table', 'Chain of custody', columns, rows),
    ...moreNote(
      custody.length,
      listed.custody ?? 0,
      'The whole log is in the case and in every evidence bundle.',
    ),
  ];
}

/** As much of a cited record as stands on paper, to the end of a line where it has lines, and how much is left out. */
function citedText(record: string): { shown: string; left: number } {
  if (record.length <= LONGEST_CITED) return { shown: record, left: 0 };
  const lines = record.lastIndexOf('\n', LONGEST_CITED);
  const shown = record.slice(0, lines > 0 ? lines : LONGEST_CITED);
  return { shown: `${shown} …`, left: record.length - shown.length };
}

/** The records that findings, times, pins and the narrative cite, numbered. */
export function citedBlocks({ cited }: ReportData): Block[] {
  if (cited.length === 0) return [];
  const rows = cited.map((record, at): Row => {
    const number = at + 1;
    const { shown, left } = citedText(record.text);
    return {
      id: recordId(number),
      cells: [
        text(String(number)),
        when(record.time),
        text(record.level),
        [
          [{ mono: shown }],
          ...(left === 0 ? [] : [[{ dim: `Shortened here by ${numberText(left)} characters` }]]),
          [{ dim: `${record.source}, line ${numberText(record.line)}` }],
        ],
      ],
    };
  });
  const columns: Column[] = [
    { title: 'No.', share: 7, align: 'end' },
    { title: 'Time (UTC)', share: 13 },
    { title: 'Level', share: 10 },
    { title: 'Record', share: 70 },
  ];
  return [
    heading('records', 'Cited records'),
    list('records-table', 'Cited records', columns, rows),
  ];
}
