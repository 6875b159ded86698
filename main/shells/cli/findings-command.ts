import { timeContradictions } from '#shared/model/incident-order.ts';
import type { CitedRecord } from '#shared/model/timeline.ts';
import { citedOfEach, timelineOf } from '../../evidence/index.ts';
import { timeText } from './analysis-document.ts';
import { parseCommand, usage } from './arguments.ts';
import { namedCase } from './command-case.ts';
import { choiceOf, EXIT, print } from './command.ts';

/** `findings CASE`: what was found, with the records that each finding cites and how these stand. */
export async function findingsCommand(args: string[]): Promise<number> {
  return onCase('findings', args, async (open, json) => {
    const findings = await open.findings();
    const cited = await citedOfEach(
      open,
      findings.map(({ citations }) => citations),
    );
    const documents = findings.map(({ citations: _citations, time, ...finding }, at) => ({
      ...finding,
      from: timeText(time?.fromUs ?? null),
      to: timeText(time?.toUs ?? null),
      citations: (cited[at] ?? []).map(citationDocument),
    }));
    if (json) {
      print(JSON.stringify({ findings: documents, conflicts: await open.conflicts() }));
      return;
    }
    for (const { kind, title, confidence, author, techniques, assets, citations } of documents) {
      const marks = [...techniques, ...assets].join(' ');
      print(`${kind}, ${confidence}: ${title}  (${author})${marks === '' ? '' : `  ${marks}`}`);
      for (const { source, line, standing, message } of citations) {
        print(`    ${source ?? 'a source that is gone'}:${line}  ${standing}  ${message ?? ''}`);
      }
    }
  });
}

/** `timeline CASE`: findings, pins, notes and the times of the incident, oldest first, and which times contradict each other. */
export async function timelineCommand(args: string[]): Promise<number> {
  return onCase('timeline', args, async (open, json) => {
    const items = await timelineOf(open);
    const times = await open.incidentTimes();
    const contradictions = timeContradictions((name) => times[name]);
    if (json) {
      const documents = items.map(({ fromUs, toUs, rank: _rank, cited, ...item }) => ({
        ...item,
        from: timeText(fromUs),
        to: timeText(toUs),
        citations: cited.map(citationDocument),
      }));
      const { text, author } = await open.narrative();
      print(JSON.stringify({ timeline: documents, narrative: { text, author }, contradictions }));
      return;
    }
    for (const { fromUs, kind, sort, title, author } of items) {
      const time = (timeText(fromUs) ?? 'without a time').padEnd(27);
      print(`${time}  ${(sort ?? kind).padEnd(11)}  ${title}  (${author})`);
    }
    for (const { earlier, later } of contradictions) {
      print(`"${later}" stands before "${earlier}": one of the two times is not right.`);
    }
  });
}

function citationDocument({ citation, standing, source, us, message }: CitedRecord) {
  const { line, lines, hash, sha256 } = citation;
  return { source, sha256, line, lines, hash, standing, time: timeText(us), message };
}

async function onCase(
  name: string,
  args: string[],
  work: (open: Awaited<ReturnType<typeof namedCase>>['open'], json: boolean) => Promise<void>,
): Promise<number> {
  const { values, positionals } = parseCommand(args, {});
  const [casePath, extra] = positionals;
  if (casePath === undefined || extra !== undefined) throw usage(`"${name}" takes one case.`);
  const { open, finish } = await namedCase(casePath, choiceOf(values), false);
  try {
    await work(open, values.json === true);
    return EXIT.done;
  } finally {
    await finish();
  }
}
