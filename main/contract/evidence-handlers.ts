import { randomUUID } from 'node:crypto';
import { Failure } from '#shared/model/failure.ts';
import { plainFinding } from '#shared/model/finding.ts';
import { INCIDENT_TIMES } from '#shared/model/incident-times.ts';
import type { CitedRecord, TimelineItem } from '#shared/model/timeline.ts';
import { citedOfEach, citedRecords, narrativeLinks, timelineOf } from '../evidence/index.ts';
import type { Session } from '../session.ts';
import type { Handlers } from './handlers.ts';

/** Calls about findings, notes, tags, times, the narrative and conflicts. */
export function evidenceHandlers(session: Session) {
  return {
    'evidence.findings': async () => {
      const open = session.current();
      const findings = await open.findings();
      const cited = await citedOfEach(
        open,
        findings.map(({ citations }) => citations),
      );
      return findings.map((finding, at) => ({
        ...finding,
        tags: [...finding.tags],
        cited: (cited[at] ?? []).map(plain),
      }));
    },
    'evidence.addFinding': async ({ refs, title, kind, ...given }) => {
      const open = session.current();
      const id = randomUUID();
      const citations = await open.cite(refs);
      const set = Object.fromEntries(
        Object.entries(given).filter(([, value]) => value !== undefined),
      );
      const content = { ...plainFinding(kind ?? 'observation', title), ...set, citations };
      await open.append({ kind: 'finding.added', payload: { id, ...content } });
      return { id };
    },
    'evidence.changeFinding': async ({ id, set, refs }) => {
      const open = session.current();
      if (refs === undefined) {
        await open.change('finding', id, set);
        return {};
      }
      const before = (await open.findings()).find((finding) => finding.id === id);
      const known = set.citations ?? before?.citations ?? [];
      const keys = new Set(known.map((citation) => JSON.stringify(citation)));
      const added = (await open.cite(refs)).filter((one) => !keys.has(JSON.stringify(one)));
      await open.change('finding', id, { ...set, citations: [...known, ...added] });
      return {};
    },
    'evidence.removeFinding': async ({ id }) => {
      await session.current().remove('finding', id);
      return {};
    },
    'evidence.addNote': async (content) => {
      const id = randomUUID();
      await session.current().append({ kind: 'note.added', payload: { id, ...content } });
      return { id };
    },
    'evidence.removeNote': async ({ id }) => {
      await session.current().remove('note', id);
      return {};
    },
    'evidence.markers': async () =>
      (await session.current().markers()).map(({ markedAt: _markedAt, ...marker }) => marker),
    'evidence.addMarker': async (marker) => {
      const id = randomUUID();
      await session.current().append({ kind: 'marker.added', payload: { id, ...marker } });
      return { id };
    },
    'evidence.removeMarker': async ({ id }) => {
      await session.current().append({ kind: 'marker.removed', payload: { id } });
      return {};
    },
    'evidence.tag': async (payload) => {
      await session.current().append({ kind: 'tag.added', payload });
      return {};
    },
    'evidence.untag': async ({ target, tag }) => {
      await session.current().untag(target, tag);
      return {};
    },
    'evidence.times': async () => {
      const open = session.current();
      const times = await open.incidentTimes();
      const cited = await citedOfEach(
        open,
        INCIDENT_TIMES.map((name) => {
          const provenance = times[name]?.provenance;
          return provenance?.by === 'record' ? [provenance.record] : [];
        }),
      );
      return INCIDENT_TIMES.map((name, at) => {
        const record = cited[at]?.[0];
        return { name, time: times[name], cited: record === undefined ? null : plain(record) };
      });
    },
    'evidence.setTime': async ({ name, time }) => {
      await session.current().change('incident', 'incident', { [name]: time });
      return {};
    },
    'evidence.timeline': async () => (await timelineOf(session.current())).map(plainItem),
    'evidence.place': async ({ id, rank }) => {
      await session.current().change('place', id, { rank });
      return {};
    },
    'evidence.narrative': async () => {
      const open = session.current();
      const narrative = await open.narrative();
      const cited = await citedRecords(open, narrativeLinks(narrative.text));
      return { ...narrative, cited: cited.map(plain) };
    },
    'evidence.setNarrative': async ({ text }) => {
      await session.current().change('narrative', 'narrative', { text });
      return {};
    },
    'evidence.cite': async ({ refs }) => {
      const open = session.current();
      return (await citedRecords(open, await open.cite(refs))).map(plain);
    },
    'evidence.conflicts': async () =>
      (await session.current().conflicts()).map((conflict) => ({
        ...conflict,
        inForce: { ...conflict.inForce, value: conflict.inForce.value as never },
        kept: { ...conflict.kept, value: conflict.kept.value as never },
      })),
    'evidence.settle': async ({ entry, field, take }) => {
      const open = session.current();
      const conflict = (await open.conflicts()).find(
        ({ kept, field: of }) => kept.entry === entry && of === field,
      );
      if (conflict === undefined) {
        throw new Failure('CONFLICT_GONE', 'This was settled already.');
      }
      if (take && field === null && conflict.entity === 'finding') {
        await open.remove('finding', conflict.id);
      } else if (take && field !== null) {
        // Entity, field and value fit: they came from an entry of that kind.
        const set = { [field]: conflict.kept.value };
        await open.change(conflict.entity as 'case', conflict.id, set);
      }
      await open.append({ kind: 'conflict.settled', payload: { kept: [{ entry, field }] } });
      return {};
    },
  } satisfies Partial<Handlers>;
}

function plain(cited: CitedRecord) {
  return { ...cited, ref: cited.ref === null ? null : { ...cited.ref } };
}

function plainItem(item: TimelineItem) {
  const { assets, tags, cited, ...rest } = item;
  return { ...rest, assets: [...assets], tags: [...tags], cited: cited.map(plain) };
}
