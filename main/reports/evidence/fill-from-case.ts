import type { AnswerValue } from '../frameworks/answer.ts';
import type { ReportCase, ReportFinding } from './report-case.ts';

/** What the case itself answers, by the name under which fields ask for it (`fill`). */
export type Fills = ReadonlyMap<string, AnswerValue>;

/**
 * Facts of the case that fields can be filled with before anybody has answered. Only what somebody has
 * stated or what was read is among them: nothing is guessed.
 */
export function fillsOf(facts: ReportCase): Fills {
  const fills = new Map<string, AnswerValue>();
  const set = (name: string, value: AnswerValue | null): void => {
    if (value !== null && value !== '') fills.set(name, value);
  };
  const time = (name: string): string | null =>
    facts.times.find((each) => each.name === name)?.at ?? null;
  for (const { name, at } of facts.times) set(`time.${name}`, toSecond(at));
  const resolved = time('recovered') ?? time('eradicated');
  if (resolved !== null) set('time.resolved', toSecond(resolved));
  const began = time('occurred') ?? time('detected');
  if (began !== null && resolved !== null) set('incident.duration', durationText(began, resolved));

  set('letter.date', facts.journal.at);
  set('incident.reference', facts.reference ?? facts.name);
  set('incident.severity', facts.severity);
  set('incident.description', facts.summary ?? told(facts, ['observation']));
  set('incident.impact', told(facts, ['impact']));
  set('incident.cause', told(facts, ['cause']));
  set('incident.measures', told(facts, ['action']));
  set('incident.indicators', told(facts, ['indicator']));
  const assets = [...new Set(facts.findings.flatMap((finding) => finding.assets))].sort();
  set('incident.systems', assets.join(', '));
  return fills;
}

/** Findings of these kinds, as lines of a list. What was refuted is not told. */
function told(facts: ReportCase, kinds: readonly string[]): string | null {
  const found = facts.findings.filter(
    ({ kind, confidence }) => kinds.includes(kind) && confidence !== 'refuted',
  );
  if (found.length === 0) return null;
  const [only] = found;
  if (found.length === 1 && only !== undefined) return sentence(only);
  return found.map((finding) => `- ${sentence(finding)}`).join('\n');
}

function sentence({ title, text }: ReportFinding): string {
  const first = text.trim().split(/\n{2,}/)[0] ?? '';
  return first === '' ? title : `${title.replace(/[.:]$/, '')}: ${first.replaceAll('\n', ' ')}`;
}

function toSecond(at: string): string {
  return `${at.slice(0, 19)}Z`;
}

/** Time between two moments as DD:HH:MM, begun minutes counted. */
function durationText(from: string, to: string): string | null {
  const minutes = Math.ceil((Date.parse(to) - Date.parse(from)) / 60_000);
  if (!(minutes >= 0)) return null;
  const pair = (n: number): string => String(n).padStart(2, '0');
  return `${pair(Math.floor(minutes / 1440))}:${pair(Math.floor(minutes / 60) % 24)}:${pair(minutes % 60)}`;
}
