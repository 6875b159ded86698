import { z } from 'zod';
import type { Difference, Side } from '#shared/model/comparison.ts';
import type { Event, Evidence } from '#shared/model/hypothesis.ts';
import type { Signal } from '#shared/model/signal.ts';
import { timelineOf } from '../../evidence/index.ts';
import { utcOf } from '#shared/model/utc-time.ts';
import { stretchOf } from '../case-time.ts';
import { counted, defineTool, queryInput, recordName, TIMES } from './tool.ts';

const MOST_LISTED = 60;

const shownSignal = ({ kind, subject, unit, sinceUs, untilUs, sentence, score }: Signal) => ({
  kind,
  sentence,
  since: utcOf(sinceUs),
  until: utcOf(untilUs),
  probability: Math.round(score * 1000) / 1000,
  level: subject.level,
  onlyOn: unit,
  query: subject.query,
});

export const changes = defineTool({
  description:
    'What changed in the case by more than chance: new, vanished, risen, fallen, bursts, missed heartbeats, drifts; and releases, restarts and configuration changes.',
  input: z.strictObject({}),
  async find(_input, { open }) {
    const { signals, markers, subjects, complete } = await open.diagnosis();
    return { signals, markers, subjects, complete };
  },
  show: ({ signals, markers, subjects, complete }) => ({
    lookedAt: subjects,
    complete,
    changes: signals.slice(0, MOST_LISTED).map(shownSignal),
    markers: markers.map(({ kind, us, text, version, refs, query }) => ({
      kind,
      time: utcOf(us),
      text,
      version,
      records: refs.map(recordName),
      query,
    })),
  }),
  told: ({ signals, subjects }) =>
    `${counted(signals.length)} changes of ${counted(subjects)} templates and issues`,
});

const shownEvent = (event: Event) =>
  event.kind === 'signal'
    ? { sentence: event.signal.sentence, query: event.signal.subject.query }
    : { sentence: event.marker.text, query: event.marker.query };
const shownEvidence = ({ text, query, refs }: Evidence) => ({
  text,
  query,
  records: refs.slice(0, 8).map(recordName),
});

export const hypotheses = defineTool({
  description:
    'What may have happened first and what followed from it, the likeliest first, with what speaks for and against each and what to look at next.',
  input: z.strictObject({}),
  find: (_input, { open }) => open.diagnosis(),
  show: ({ verdict, hypotheses: all, complete }) => ({
    verdict,
    complete,
    hypotheses: all.map(({ title, score, steps, evidence, against, next }) => ({
      title,
      probability: Math.round(score * 1000) / 1000,
      steps: steps.map(({ event, us, untilUs, after, because, refs }) => ({
        ...shownEvent(event),
        time: utcOf(us),
        until: utcOf(untilUs),
        followsFromStep: after,
        because: [...because],
        records: refs.slice(0, 8).map(recordName),
      })),
      evidence: evidence.map(shownEvidence),
      against: against.map(shownEvidence),
      next: next.map(({ text, query }) => ({ text, query })),
    })),
  }),
  told: ({ hypotheses: all, verdict }) =>
    all.length === 0 ? verdict : `${counted(all.length)} hypotheses`,
});

const side = z.strictObject({
  query: queryInput,
  ...TIMES,
  outside: z.boolean().default(false).describe('All times but those from `from` to `to`.'),
});

const shownDifference = ({ difference, what, title, a, b, lift, query, level }: Difference) => ({
  difference,
  what,
  title,
  level,
  a,
  b,
  timesAsOften: lift,
  query,
});

export const compare = defineTool({
  description:
    'What differs between two sides, each a query in a stretch of time: templates, issues, levels, sources and field values, most surprising first.',
  input: z.strictObject({ a: side, b: side }),
  find({ a, b }, { open, signal }) {
    const { zone } = open.info();
    const sideOf = ({ query, outside, ...times }: z.output<typeof side>): Side => ({
      query,
      ...stretchOf(times, zone),
      outside,
    });
    return open.compare(sideOf(a), sideOf(b), signal);
  },
  show: ({ a, b, measure, differences, fields }) => ({
    a,
    b,
    measure,
    differences: differences.slice(0, MOST_LISTED).map(shownDifference),
    fields: fields
      .slice(0, MOST_LISTED)
      .map((one) => ({ ...shownDifference(one), field: one.name })),
  }),
  told: ({ differences, fields }) =>
    `${counted(differences.length)} differences, ${counted(fields.length)} of field values`,
});

export const timeline = defineTool({
  description:
    "The analyst's own timeline: findings, pinned records, notes and the times of the incident, oldest first, with the records they cite.",
  input: z.strictObject({}),
  find: (_input, { open }) => timelineOf(open),
  show: (items) =>
    items.map(({ kind, sort, fromUs, toUs, title, text, cited }) => ({
      kind,
      sort,
      from: utcOf(fromUs),
      to: utcOf(toUs),
      title,
      text,
      records: cited.flatMap(({ ref }) => (ref === null ? [] : [recordName(ref)])),
    })),
  told: (items) => (items.length === 1 ? '1 entry' : `${counted(items.length)} entries`),
});
