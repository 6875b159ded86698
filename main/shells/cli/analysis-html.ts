import type { AnalysisDocument } from './analysis-document.ts';
import { formatsText } from './analysis-text.ts';

const STYLE = `
:root { color-scheme: light dark; }
body { font: 14px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin-bottom: 2rem; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 600; border-bottom: 1px solid; }
th, td { padding: .25rem .75rem .25rem 0; vertical-align: top; }
td.n { text-align: right; white-space: nowrap; }
td.m { font-family: ui-monospace, monospace; font-size: 12px; overflow-wrap: anywhere; }
`;

const number = (value: number): string => value.toLocaleString('en');

/** The analysis as one self-contained page. Everything that comes from logs is escaped. */
export function analysisHtml(analysis: AnalysisDocument): string {
  const sources = analysis.sources.map((source) => [
    mono(source.path),
    text(source.error === null ? formatsText(source) : source.error.message),
    count(source.lines),
    count(source.records),
    count(source.unparsed),
    text(source.from ?? ''),
    text(source.to ?? ''),
  ]);
  const levels = Object.entries(analysis.levels).map(([level, n]) => [text(level), count(n)]);
  const templates = analysis.templates.map((template) => [
    count(template.count),
    text(template.level),
    mono(template.template),
    text(template.first ?? ''),
    text(template.last ?? ''),
  ]);
  const issues = analysis.issues.map((issue) => [
    count(issue.count),
    text(issue.level),
    mono(issue.title),
    text(issue.first ?? ''),
    text(issue.last ?? ''),
  ]);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Error-IQ analysis</title><style>${STYLE}</style></head><body>
<h1>Analysis</h1>
<p>${number(analysis.records)} records from ${number(analysis.sources.length)} sources. Times are UTC.</p>
<h2>Issues</h2>${table(['Records', 'Level', 'Issue', 'First', 'Last'], issues)}
<h2>Levels</h2>${table(['Level', 'Records'], levels)}
<h2>Templates</h2>${table(['Records', 'Level', 'Template', 'First', 'Last'], templates)}
<h2>Sources</h2>${table(['Source', 'Format', 'Lines', 'Records', 'Not explained', 'From', 'To'], sources)}
</body></html>
`;
}

function table(heads: string[], rows: string[][]): string {
  const head = heads.map((name) => `<th scope="col">${name}</th>`).join('');
  const body = rows.map((cells) => `<tr>${cells.join('')}</tr>`).join('\n');
  return `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}

const text = (value: string): string => `<td>${escape(value)}</td>`;
const mono = (value: string): string => `<td class="m">${escape(value)}</td>`;
const count = (value: number): string => `<td class="n">${number(value)}</td>`;

function escape(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
