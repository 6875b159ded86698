import { INCIDENT_TIMES, type Provenance } from '#shared/model/incident-times.ts';
import { targetKey, type Target } from '#shared/model/note.ts';
import type { RecordCitation } from '#shared/model/record-citation.ts';
import { inTimelineOrder, type CitedRecord, type TimelineItem } from '#shared/model/timeline.ts';
import type { OpenCase } from '../open-case.ts';
import { citedOfEach } from './cited-records.ts';

/** An entry before it is known where its records are. */
type Draft = Omit<TimelineItem, 'cited' | 'rank'> & {
  readonly citations: readonly RecordCitation[];
};

/** Findings, pinned records, notes, marked deployments and the times of the incident on one axis, oldest first. */
export async function timelineOf(open: OpenCase): Promise<TimelineItem[]> {
  const places = await open.places();
  const tags = new Map<string, string[]>();
  for (const { target, tag } of await open.tags()) {
    tags.set(target, [...(tags.get(target) ?? []), tag]);
  }
  const drafts = [
    ...(await findings(open)),
    ...(await pins(open, tags)),
    ...(await notes(open)),
    ...(await times(open)),
    ...(await markers(open)),
  ];
  const cited = await citedOfEach(
    open,
    drafts.map(({ citations }) => citations),
  );
  return inTimelineOrder(
    drafts.map(({ citations: _citations, ...draft }, at) => {
      const own = cited[at] ?? [];
      return {
        ...draft,
        ...timeOf(draft, own),
        ...textOf(draft, own),
        cited: own,
        rank: places.get(draft.id) ?? at,
      };
    }),
  );
}

async function findings(open: OpenCase): Promise<Draft[]> {
  return (await open.findings()).map((finding) => ({
    id: finding.id,
    kind: 'finding',
    sort: finding.kind,
    fromUs: finding.time?.fromUs ?? null,
    toUs: finding.time?.toUs ?? null,
    title: finding.title,
    text: finding.text,
    author: finding.author,
    assets: finding.assets,
    tags: finding.tags,
    citations: finding.citations,
  }));
}

async function pins(
  open: OpenCase,
  tags: ReadonlyMap<string, readonly string[]>,
): Promise<Draft[]> {
  return (await open.pins()).map(({ id, record, note, author }) => ({
    id,
    kind: 'pin',
    sort: null,
    fromUs: null,
    toUs: null,
    title: note,
    text: '',
    author,
    assets: [],
    tags: tags.get(targetKey({ on: 'record', record })) ?? [],
    citations: [record],
  }));
}

async function notes(open: OpenCase): Promise<Draft[]> {
  return (await open.notes()).map(({ id, text, us, author, target }) => ({
    id,
    kind: 'note',
    sort: null,
    fromUs: us,
    toUs: null,
    title: (text.split('\n', 1)[0] ?? '').replace(/^#+\s*/, ''),
    text,
    author,
    assets: [],
    tags: [],
    citations: citedBy(target),
  }));
}

function citedBy(target: Target): RecordCitation[] {
  return target.on === 'record' ? [target.record] : [];
}

async function times(open: OpenCase): Promise<Draft[]> {
  const known = await open.incidentTimes();
  return INCIDENT_TIMES.flatMap((name): Draft[] => {
    const time = known[name];
    if (time === null) return [];
    const { us, note, author, provenance } = time;
    const citations = provenance.by === 'record' ? [provenance.record] : [];
    const text = [note, stated(provenance)].filter((part) => part !== '').join('\n\n');
    const own = {
      fromUs: us,
      toUs: null,
      title: '',
      text,
      author,
      assets: [],
      tags: [],
      citations,
    };
    return [{ id: `time ${name}`, kind: 'time', sort: name, ...own }];
  });
}

async function markers(open: OpenCase): Promise<Draft[]> {
  return (await open.markers()).map(({ id, us, title, service, version, environment, author }) => ({
    id,
    kind: 'marker',
    sort: null,
    fromUs: us,
    toUs: null,
    title: version === null ? title : `${title} (${version})`,
    text: [service, version, environment].filter((part) => part !== null).join(' · '),
    author,
    assets: service === null ? [] : [service],
    tags: [],
    citations: [],
  }));
}

function stated(provenance: Provenance): string {
  return provenance.by === 'statement' ? `${provenance.who}: ${provenance.text}` : '';
}

/** What has no time of its own has that of its records. */
function timeOf({ fromUs, toUs }: Draft | Omit<Draft, 'citations'>, cited: readonly CitedRecord[]) {
  if (fromUs !== null) return { fromUs, toUs };
  const known = cited.flatMap(({ us }) => (us === null ? [] : [us]));
  if (known.length === 0) return { fromUs: null, toUs: null };
  const [first, last] = [Math.min(...known), Math.max(...known)];
  return { fromUs: first, toUs: last === first ? null : last };
}

/** A pin without a note says what its record says. */
function textOf({ title }: Omit<Draft, 'citations'>, cited: readonly CitedRecord[]) {
  return { title: title === '' ? (cited[0]?.message ?? '') : title };
}
