import { styleText } from 'node:util';
import type {
  AnalysisDocument,
  DuplicateDocument,
  IssueDocument,
  SourceDocument,
  TemplateDocument,
} from './analysis-document.ts';
import { counted } from './counted.ts';

const TOP = 15;
const number = (value: number): string => value.toLocaleString('en');
const heading = (text: string): string => `\n${styleText('bold', text)}\n`;

/** The analysis for a person at a terminal. */
export function analysisText(analysis: AnalysisDocument): string {
  return [
    sourcesText(analysis.sources),
    levelsText(analysis),
    heading(`Templates (${number(analysis.templates.length)}, commonest first)`),
    templatesText(analysis.templates.slice(0, TOP)),
    heading(`Issues (${number(analysis.issues.length)}, gravest first)`),
    issuesText(analysis.issues.slice(0, TOP)),
    `\n${number(analysis.records)} records in ${analysis.seconds.toFixed(1)} s\n`,
  ].join('');
}

function sourcesText(sources: readonly SourceDocument[]): string {
  const lines = sources.map((source, at) => {
    const before =
      source.log === null || sources[at - 1]?.log === source.log
        ? ''
        : logText(source.log, sources);
    if (source.error !== null && source.records === 0) {
      return `  ${styleText('red', 'not read')}  ${source.path}\n            ${source.error.message}\n`;
    }
    if (source.duplicate !== null && source.records === 0) {
      return `${before}  ${styleText('yellow', 'not counted')}  ${source.path}\n    ${duplicateText(source.duplicate)}\n`;
    }
    const range = source.from === null ? 'no times' : `${source.from} to ${source.to}`;
    const shift = source.shift === '0' ? '' : `, clock set by ${source.shift}`;
    const unparsed = source.unparsed > 0 ? `, ${number(source.unparsed)} lines not explained` : '';
    const { count, most } = source.outOfOrder;
    const order =
      count > 0 ? `\n    ${counted(count, 'time goes', 'times go')} back, by up to ${most}` : '';
    const trouble = source.error === null ? '' : `\n    ${styleText('red', source.error.message)}`;
    return `${before}  ${source.path}\n    ${formatsText(source)}, ${number(source.records)} records on ${number(source.lines)} lines${unparsed}\n    ${range}${shift}${order}${source.duplicate === null ? '' : `\n    ${duplicateText(source.duplicate)}`}${trouble}\n`;
  });
  return heading(`Sources (${number(sources.length)})`) + lines.join('');
}

/** The format of a source, and those that some of its records are of. */
export function formatsText({ format, others }: SourceDocument): string {
  const parts = others.map((one) => `${one.format} (${number(one.records)} records)`);
  return parts.length === 0 ? format : `${format} with ${parts.join(', ')}`;
}

/** Why a source, or its beginning, is not counted. */
function duplicateText({ kind, of, lines }: DuplicateDocument): string {
  if (kind === 'same') return `its content is that of ${of}`;
  if (kind === 'inside') return `all its ${number(lines)} lines are in ${of} too`;
  return `its first ${number(lines)} lines are the last of ${of} and not counted again`;
}

/** What stands above the files of a rotated log. */
function logText(log: string, sources: readonly SourceDocument[]): string {
  const files = sources.filter((source) => source.log === log);
  const records = files.reduce((sum, source) => sum + source.records, 0);
  return `  ${styleText('bold', log)}: one log in ${files.length} files, oldest first, ${number(records)} records\n`;
}

function levelsText(analysis: AnalysisDocument): string {
  const lines = Object.entries(analysis.levels).map(
    ([level, count]) => `  ${level.padEnd(10)}${number(count).padStart(14)}\n`,
  );
  return heading('Levels') + lines.join('');
}

/** A template of a message that is one long token would fill the screen. */
const WIDEST = 200;
const cut = (text: string): string => (text.length > WIDEST ? `${text.slice(0, WIDEST)}…` : text);

/** A line a template. */
export function templatesText(templates: readonly TemplateDocument[]): string {
  return templates
    .map(
      ({ id, count, level, name, template, seen }) =>
        `  ${number(count).padStart(12)}  ${level.padEnd(8)}  ${String(id).padStart(6)}  ${cut(name === null ? template : `${name}: ${template}`)}\n${seenText(seen)}`,
    )
    .join('');
}

/** Where a template was seen last in an earlier case, as a line; nothing where it was not. */
function seenText([last, ...others]: TemplateDocument['seen']): string {
  if (last === undefined) return '';
  const what = { same: 'seen', words: 'the same words seen', alike: 'nearly the same words seen' }[
    last.likeness
  ];
  const when = last.last === null ? '' : ` on ${last.last.slice(0, 10)}`;
  const more = others.length === 0 ? '' : `, and in ${others.length} more`;
  return `${' '.repeat(32)}${what}${when} in “${last.case}”${more}\n`;
}

/** Two lines an issue. */
export function issuesText(issues: readonly IssueDocument[]): string {
  if (issues.length === 0) return '  none\n';
  return issues
    .map(({ count, level, title, first, last }) => {
      const when = first === null ? '' : `${' '.repeat(26)}${first} to ${last}\n`;
      return `  ${number(count).padStart(12)}  ${level.padEnd(8)}  ${cut(title)}\n${when}`;
    })
    .join('');
}
