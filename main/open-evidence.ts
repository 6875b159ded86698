import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { FindingContent } from '#shared/model/finding.ts';
import type { ChangedEntity, ChangedValues } from '#shared/model/journal-changes.ts';
import type { JournalKind } from '#shared/model/journal-entry.ts';
import { Failure } from '#shared/model/failure.ts';
import type { Target } from '#shared/model/note.ts';
import type { CitationStanding, RecordCitation } from '#shared/model/record-citation.ts';
import type { RecordRef, RecordRow } from '#shared/model/record.ts';
import type { SourceRow } from './case-operations.ts';
import type { EvidenceOperations, NewCustody, NewEntry } from './evidence-operations.ts';
import type { RecordCheckOperations } from './ingest/index.ts';
import type { Pin } from './journal/index.ts';
import type { createLogStore } from './logstore/index.ts';
import type { ThreadClient } from './thread-call.ts';

/** What about the evidence of a case has changed. */
export type EvidenceEvent = 'analysis' | 'pins' | 'issues' | 'journal' | 'case' | 'evidence';

/** A citation against what the case holds now. */
export interface ResolvedCitation {
  readonly standing: CitationStanding;
  /** Null when missing. */
  readonly row: RecordRow | null;
}

/** A pin and the record that it holds on to. */
export interface PinnedRecord extends Pin {
  readonly row: RecordRow;
}

interface Surroundings {
  sources(): readonly SourceRow[];
  /** Told of every kind of entry that was written. */
  changed(kinds: readonly JournalKind[]): Promise<void>;
}

/** Which events tell of entries of some kinds. */
export function eventsOf(kinds: readonly JournalKind[]): ReadonlySet<EvidenceEvent> {
  const events = new Set<EvidenceEvent>();
  for (const kind of kinds) {
    if (kind === 'case.exported') events.add('journal').add('evidence');
    else if (/^(?:assistant|toolkit|playbook)\./.test(kind)) events.add('journal');
    else if (kind.startsWith('case.')) events.add('case');
    // What may have caused it hangs on them.
    else if (kind.startsWith('marker.')) events.add('evidence').add('analysis');
    else if (kind.startsWith('pin.')) events.add('pins').add('evidence');
    else if (/^(?:issue|issuePart|grouping|templateRule)\./.test(kind)) events.add('issues');
    else events.add('evidence');
  }
  return events;
}

/** Journal and evidence of an open case. */
export function createOpenEvidence(
  thread: ThreadClient<EvidenceOperations & RecordCheckOperations>,
  store: ReturnType<typeof createLogStore>,
  { sources, changed }: Surroundings,
) {
  const byKey = (key: string): SourceRow | undefined =>
    sources().find((source) => source.key === key);

  /** The source that a citation speaks of: by its key, else one of the same content. */
  function citedSource({ source, sha256 }: RecordCitation): SourceRow | undefined {
    return (
      byKey(source) ??
      (sha256 === null ? undefined : sources().find((other) => other.sha256 === sha256))
    );
  }

  /** How citations stand now, in their order. */
  async function resolve(
    citations: readonly RecordCitation[],
  ): Promise<readonly ResolvedCitation[]> {
    const found = citations.map((citation) => ({ citation, source: citedSource(citation) }));
    const places = found.flatMap(({ citation: { line, lines }, source }) =>
      source === undefined ? [] : [{ sourceId: source.id, line, lines }],
    );
    const cited = places.length === 0 ? [] : await store.cited(places);
    let next = 0;
    return found.map(({ citation, source }): ResolvedCitation => {
      const now = source === undefined ? null : (cited[next++] ?? null);
      if (now === null) return { standing: 'missing', row: null };
      // Of a pin of the first version it is not known what stood there.
      const same = citation.hash === '' || now.hash === citation.hash;
      return { standing: same ? 'same' : 'changed', row: now.row };
    });
  }

  /** What cites records for good. Throws RECORD_GONE when one is not in the case any more. */
  async function cite(refs: readonly RecordRef[]): Promise<readonly RecordCitation[]> {
    const cited = await store.cite(refs);
    return refs.map(({ sourceId }, at) => {
      const source = sources().find(({ id }) => id === sourceId);
      const found = cited[at] ?? null;
      if (source === undefined || found === null) {
        throw new Failure(
          'RECORD_GONE',
          'This record is not in the case any more: its source was removed or read again.',
        );
      }
      const { line, lines } = found.row;
      return { source: source.key, sha256: source.sha256, line, lines, hash: found.hash };
    });
  }

  /** Pins of records that the case holds, with where these are now. */
  async function pinnedRecords(): Promise<readonly PinnedRecord[]> {
    const pins = await thread.call('pins', null);
    const resolved = await resolve(pins.map(({ record }) => record));
    return pins.flatMap((pin, at) => {
      const row = resolved[at]?.row ?? null;
      return row === null ? [] : [{ ...pin, row }];
    });
  }

  /** Adds an entry to the journal and tells what changed by it. Gives the entry's id. */
  async function append(entry: NewEntry): Promise<string> {
    const id = await thread.call('append', entry);
    await changed([entry.kind]);
    return id;
  }

  /**
   * Adds what analysis said as a finding, once: said again it is the one that stands, unless somebody changed that since. Gives
   * the finding's id.
   */
  async function keepFinding(content: FindingContent): Promise<string> {
    const same = (await thread.call('findings', null)).find(
      ({ id: _id, author: _author, addedAt: _added, changedAt: _changed, tags: _tags, ...said }) =>
        isDeepStrictEqual(said, content),
    );
    if (same !== undefined) return same.id;
    const id = randomUUID();
    await append({ kind: 'finding.added', payload: { id, ...content } });
    return id;
  }

  return {
    resolve,
    cite,
    append,
    keepFinding,
    citedSource,
    caseValues: () => thread.call('caseValues', null),
    incidentTimes: () => thread.call('incidentTimes', null),
    findings: () => thread.call('findings', null),
    notes: () => thread.call('notes', null),
    tags: () => thread.call('tags', null),
    pins: () => thread.call('pins', null),
    pinnedRecords,
    narrative: () => thread.call('narrative', null),
    /** Places of timeline entries without a time, by the entry's id. */
    places: () => thread.call('places', null),
    /** Labels that sources have of their own, by the source's key. */
    sourceLabels: () => thread.call('sourceLabels', null),
    issueValues: () => thread.call('issueValues', null),
    /** What was set right about templates, what was taken back again included. */
    templateRules: () => thread.call('templateRules', null),
    /** Rules of the case for what is one issue. */
    issueGrouping: () => thread.call('grouping', null),
    custody: () => thread.call('custody', null),
    conflicts: () => thread.call('conflicts', null),
    journalList: (before: number | null, limit: number) =>
      thread.call('journalList', { before, limit }),
    tablesToCheck: () => thread.call('tablesToCheck', null),
    tableIsWhole: (table: string) => thread.call('tableIsWhole', { table }),
    damagedPlaces: (table: string) => thread.call('damagedPlaces', { table }),
    journalVerify: () => thread.call('journalVerify', null),
    sourcesToCheck: () => thread.call('sourcesToCheck', null),
    hashBlocks: (sourceId: number, after: number | null) =>
      thread.call('hashBlocks', { sourceId, after }),
    journalHead: () => thread.call('journalHead', null),
    settledHead: () => thread.call('settledHead', null),
    reportAnswers: () => thread.call('reportAnswers', null),
    markers: () => thread.call('markers', null),
    erasures: () => thread.call('erasures', null),
    submissions: () => thread.call('submissions', null),
    exchanges: () => thread.call('exchanges', null),
    /** Whether what goes to a model is shown before. */
    sending: async () => (await thread.call('assistantValues', null)).sending ?? 'ask',
    /** Notes an act of custody; where and when is added. */
    async noteCustody(custody: NewCustody): Promise<void> {
      await thread.call('noteCustody', custody);
      await changed([custody.kind]);
    },
    sign: (bytes: Uint8Array) => thread.call('sign', { bytes }),
    /** Sets values of a thing; null: it had them all already. */
    async change<E extends ChangedEntity>(
      entity: E,
      id: string,
      set: ChangedValues<E>,
    ): Promise<string | null> {
      const entry = await thread.call('change', { entity, id, set });
      if (entry !== null) await changed([`${entity}.changed`]);
      return entry;
    },
    /** Sets values of many things of one kind, and tells once. */
    async changeAll<E extends ChangedEntity>(
      entity: E,
      changes: readonly { readonly id: string; readonly set: ChangedValues<E> }[],
    ): Promise<void> {
      for (const { id, set } of changes) await thread.call('change', { entity, id, set });
      await changed([`${entity}.changed`]);
    },
    /** Takes a finding or a note out, unless it was edited in another copy. */
    async remove(entity: 'finding' | 'note', id: string): Promise<void> {
      await thread.call('remove', { entity, id });
      await changed([`${entity}.removed`]);
    },
    async untag(target: Target, tag: string): Promise<void> {
      await thread.call('untag', { target, tag });
      await changed(['tag.removed']);
    },
    /** Takes an entry back. Throws ENTRY_GONE, ENTRY_LASTING, ENTRY_SUPERSEDED. */
    async undo(entry: string): Promise<void> {
      const undone = await thread.call('undo', { entry });
      await changed([undone, 'entry.undone']);
    },
  };
}
