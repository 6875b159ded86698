import { z } from 'zod';
import {
  FINDING_FIELDS,
  incidentTime,
  noteContent,
  recordCitation,
  tag,
  target,
} from '#shared/model/evidence-schemas.ts';
import { deploymentMarker } from '#shared/model/deployment-marker.ts';
import { FINDING_KINDS } from '#shared/model/finding.ts';
import { INCIDENT_TIMES } from '#shared/model/incident-times.ts';
import { call } from './call.ts';
import { nothing, recordRef, timeUs } from './values.ts';

const id = z.string().min(1).max(200);
const refs = z.array(recordRef).max(10_000);

/** A record that is cited, and where it is now. */
const citedRecord = z.strictObject({
  citation: recordCitation,
  /** What a link of a narrative names it by: `record:KEY`. */
  key: z.string(),
  standing: z.enum(['same', 'changed', 'missing']),
  source: z.string().nullable(),
  ref: recordRef.nullable(),
  us: timeUs.nullable(),
  message: z.string().nullable(),
});

const finding = z.strictObject({
  ...FINDING_FIELDS,
  id,
  author: z.string(),
  addedAt: z.string(),
  changedAt: z.string(),
  tags: z.array(z.string()),
  cited: z.array(citedRecord),
});

const timelineItem = z.strictObject({
  id,
  kind: z.enum(['finding', 'pin', 'note', 'time', 'marker']),
  sort: z.enum([...FINDING_KINDS, ...INCIDENT_TIMES]).nullable(),
  fromUs: timeUs.nullable(),
  toUs: timeUs.nullable(),
  title: z.string(),
  text: z.string(),
  author: z.string(),
  assets: z.array(z.string()),
  tags: z.array(z.string()),
  cited: z.array(citedRecord),
  rank: z.number(),
});

const conflictSide = z.strictObject({
  entry: z.string(),
  author: z.string(),
  at: z.string(),
  value: z.json(),
});

export const evidenceContract = {
  'evidence.findings': call('case', nothing, z.array(finding)),
  /** What is not given is as in a finding that says nothing more; the records are cited for good. */
  'evidence.addFinding': call(
    'case',
    z.strictObject({
      ...z.strictObject(FINDING_FIELDS).omit({ citations: true, origin: true }).partial().shape,
      title: FINDING_FIELDS.title,
      refs,
    }),
    z.strictObject({ id }),
  ),
  /** `refs` are cited beside what is cited already. */
  'evidence.changeFinding': call(
    'case',
    z.strictObject({
      id,
      set: z.strictObject(FINDING_FIELDS).omit({ origin: true }).partial(),
      refs: refs.optional(),
    }),
    nothing,
  ),
  'evidence.removeFinding': call('case', z.strictObject({ id }), nothing),
  'evidence.addNote': call('case', noteContent, z.strictObject({ id })),
  'evidence.removeNote': call('case', z.strictObject({ id }), nothing),
  'evidence.markers': call(
    'case',
    nothing,
    z.array(z.strictObject({ id, ...deploymentMarker.shape, author: z.string() })),
  ),
  'evidence.addMarker': call('case', deploymentMarker, z.strictObject({ id })),
  'evidence.removeMarker': call('case', z.strictObject({ id }), nothing),
  'evidence.tag': call('case', z.strictObject({ target, tag }), nothing),
  'evidence.untag': call('case', z.strictObject({ target, tag }), nothing),
  'evidence.times': call(
    'case',
    nothing,
    z.array(
      z.strictObject({
        name: z.enum(INCIDENT_TIMES),
        time: incidentTime.extend({ author: z.string(), setAt: z.string() }).nullable(),
        /** The record that it rests on. */
        cited: citedRecord.nullable(),
      }),
    ),
  ),
  'evidence.setTime': call(
    'case',
    z.strictObject({ name: z.enum(INCIDENT_TIMES), time: incidentTime.nullable() }),
    nothing,
  ),
  'evidence.timeline': call('case', nothing, z.array(timelineItem)),
  /** Puts an entry of the timeline that has no time in its place among those. */
  'evidence.place': call('case', z.strictObject({ id, rank: z.number() }), nothing),
  'evidence.narrative': call(
    'case',
    nothing,
    z.strictObject({
      text: z.string(),
      author: z.string().nullable(),
      at: z.string().nullable(),
      /** Records that its links name. */
      cited: z.array(citedRecord),
    }),
  ),
  'evidence.setNarrative': call(
    'case',
    z.strictObject({ text: z.string().max(1_000_000) }),
    nothing,
  ),
  /** Names for links of a narrative. */
  'evidence.cite': call('case', z.strictObject({ refs }), z.array(citedRecord)),
  'evidence.conflicts': call(
    'case',
    nothing,
    z.array(
      z.strictObject({
        entity: z.string(),
        id: z.string(),
        field: z.string().nullable(),
        inForce: conflictSide,
        kept: conflictSide,
      }),
    ),
  ),
  /** `take`: the kept value is to be in force; otherwise what is in force stays. */
  'evidence.settle': call(
    'case',
    z.strictObject({ entry: z.string(), field: z.string().nullable(), take: z.boolean() }),
    nothing,
  ),
};
