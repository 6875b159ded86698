import type {
  Check,
  Diagnosis,
  Event,
  Evidence,
  Hypothesis,
  Marker,
} from '#shared/model/hypothesis.ts';
import type { Signal } from '#shared/model/signal.ts';
import { utcOf } from '#shared/model/utc-time.ts';
import type { OpenCase } from '../../open-case.ts';
import { parseCommand } from './arguments.ts';
import { choiceOf, print } from './command.ts';
import { onPathOrCase } from './path-or-case.ts';
import { placesOf } from './record-places.ts';

/** `hypotheses PATH_OR_CASE`: what may have happened first, what followed, and all that changed. */
export async function hypothesesCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, { tz: { type: 'string' } });
  return onPathOrCase('hypotheses', positionals, choiceOf(values), async (open) => {
    const started = performance.now();
    const diagnosis = await open.diagnosis();
    const seconds = (performance.now() - started) / 1000;
    if (values.json === true) print(JSON.stringify(await documentOf(open, diagnosis, seconds)));
    else print(textOf(diagnosis));
  });
}

async function documentOf(open: OpenCase, diagnosis: Diagnosis, seconds: number) {
  const paths = new Map(open.sources().map(({ id, path }) => [id, path]));
  const pathsOf = (ids: readonly number[]): string[] => ids.map((id) => paths.get(id) ?? '');
  const signalOf = ({ sinceUs, untilUs, toleranceUs, ...signal }: Signal) => ({
    ...signal,
    counts: undefined,
    sources: pathsOf(signal.sources),
    since: utcOf(sinceUs),
    until: utcOf(untilUs),
    toleranceSeconds: toleranceUs / 1_000_000,
  });
  const markerOf = ({ us, sources, ...marker }: Marker) => ({
    ...marker,
    refs: undefined,
    sources: pathsOf(sources),
    time: utcOf(us),
  });
  const eventOf = (event: Event) =>
    event.kind === 'signal'
      ? { kind: event.kind, signal: signalOf(event.signal) }
      : { kind: event.kind, marker: markerOf(event.marker) };
  const evidenceOf = async ({ text, query, fromUs, toUs, refs }: Evidence) => ({
    text,
    query,
    from: utcOf(fromUs),
    to: utcOf(toUs),
    records: await placesOf(open, refs),
  });
  const checkOf = ({ text, query, fromUs, toUs, splitUs }: Check) => ({
    text,
    query,
    from: utcOf(fromUs),
    to: utcOf(toUs),
    split: utcOf(splitUs),
  });
  const hypothesisOf = async (hypothesis: Hypothesis) => ({
    title: hypothesis.title,
    score: hypothesis.score,
    steps: await Promise.all(
      hypothesis.steps.map(async ({ event, us, untilUs, after, link, because, refs }) => ({
        time: utcOf(us),
        until: utcOf(untilUs),
        ...eventOf(event),
        after,
        link,
        because,
        records: await placesOf(open, refs),
      })),
    ),
    evidence: await Promise.all(hypothesis.evidence.map(evidenceOf)),
    against: await Promise.all(hypothesis.against.map(evidenceOf)),
    next: hypothesis.next.map(checkOf),
  });
  return {
    verdict: diagnosis.verdict,
    hypotheses: await Promise.all(diagnosis.hypotheses.map(hypothesisOf)),
    signals: diagnosis.signals.map(signalOf),
    markers: diagnosis.markers.map(markerOf),
    calls: diagnosis.calls.map(({ from, to, ids }) => ({
      from: paths.get(from) ?? '',
      to: paths.get(to) ?? '',
      ids,
    })),
    complete: diagnosis.complete,
    seconds,
  };
}

const clock = (us: number): string =>
  new Date(us / 1000).toISOString().slice(0, 19).replace('T', ' ');

/** What a step says. */
const wordsOf = (event: Event): string =>
  event.kind === 'signal' ? event.signal.sentence : event.marker.text;

function textOf({ verdict, hypotheses, signals, complete }: Diagnosis): string {
  const lines = [verdict];
  if (!complete)
    lines.push('(Read from all counts, and from the text of a sample of the records.)');
  hypotheses.forEach(({ title, score, steps, against, next }, rank) => {
    lines.push('', `${rank + 1}. ${title}  (${Math.round(score * 100)} %)`);
    for (const { event, us, because } of steps) {
      const why = because.length === 0 ? '' : `  [${because.join(', ')}]`;
      lines.push(`     ${clock(us)}  ${wordsOf(event)}${why}`);
    }
    for (const { text } of against) lines.push(`   - against: ${text}`);
    for (const { text } of next) lines.push(`   > next: ${text}`);
  });
  if (signals.length > 0) lines.push('', `What changed (${signals.length}):`);
  for (const { sinceUs, sentence, score } of signals) {
    lines.push(
      `  ${clock(sinceUs)}  ${(Math.floor(score * 1000) / 10).toFixed(1).padStart(5)} %  ${sentence}`,
    );
  }
  return lines.join('\n');
}
