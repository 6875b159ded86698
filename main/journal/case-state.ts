import { LABELS, type Label } from '#shared/model/label.ts';
import type { Database } from 'better-sqlite3';
import type { Json } from '#shared/model/canonical-json.ts';
import type { Conflict, ConflictSide } from '#shared/model/conflict.ts';
import type { CustodyEntry } from '#shared/model/custody.ts';
import type { Finding, FindingContent } from '#shared/model/finding.ts';
import {
  INCIDENT_TIMES,
  type IncidentTime,
  type IncidentTimes,
  type KnownTime,
} from '#shared/model/incident-times.ts';
import type { IssueMark } from '#shared/model/issue-life.ts';
import type { ChangedEntity, ChangedValues } from '#shared/model/journal-changes.ts';
import type { Note } from '#shared/model/note.ts';
import type { RecordCitation } from '#shared/model/record-citation.ts';
import type { TemplateRule } from '#shared/model/template-rule.ts';
import { timeOfClock } from './clock.ts';
import { statementsOf } from './statements.ts';
import { bodyOf, type StoredEntry } from './stored-entry.ts';

/** A record that somebody holds on to. */
export interface Pin {
  readonly id: string;
  readonly record: RecordCitation;
  readonly note: string;
  readonly author: string;
  /** RFC 3339 UTC. */
  readonly at: string;
}

/** A tag of something, by `targetKey`. */
export interface Tag {
  readonly target: string;
  readonly tag: string;
}

/** What was decided about an issue. */
export interface IssueValues {
  readonly key: string;
  readonly state: string | null;
  readonly assignee: string | null;
  readonly mark: IssueMark | null;
  readonly note: string;
  /** Key of the issue that it was merged into. */
  readonly into: string | null;
  /** Who decided, and when. */
  readonly author: string;
  readonly at: string;
}

/** The story as told. */
export interface Narrative {
  readonly text: string;
  /** Null: nobody has begun. */
  readonly author: string | null;
  readonly at: string | null;
}

interface Register {
  readonly id: string;
  readonly field: string;
  readonly value: string;
  readonly entry: string;
}

export type CaseState = ReturnType<typeof createCaseState>;

/** Reads what the journal's entries have made of the case. */
export function createCaseState(database: Database) {
  const sql = statementsOf(database);

  /** Who wrote an entry, and when. */
  function writer(entry: string): { author: string; at: string } {
    const row = sql<StoredEntry>('SELECT * FROM journal WHERE id = ?').get(entry);
    if (row === undefined) return { author: '', at: timeOfClock('0-0') };
    return { author: bodyOf(row).author.name, at: timeOfClock(row.clock) };
  }

  const registersOf = (entity: string, id: string): Register[] =>
    sql<Register>('SELECT id, field, value, entry FROM register WHERE entity = ? AND id = ?').all(
      entity,
      id,
    );

  /** Values of a thing as far as anybody set them. */
  function values<E extends ChangedEntity>(entity: E, id: string): ChangedValues<E> {
    const known = registersOf(entity, id).map(({ field, value }) => [field, JSON.parse(value)]);
    return Object.fromEntries(known);
  }

  function tagsOf(target: string): string[] {
    return sql<{ tag: string }>('SELECT DISTINCT tag FROM tag WHERE target = ? ORDER BY tag')
      .all(target)
      .map(({ tag }) => tag);
  }

  function finding(id: string, entry: string, lastEdit: string | null): Finding {
    const content = Object.fromEntries(
      registersOf('finding', id).map(({ field, value }) => [field, JSON.parse(value)]),
    ) as unknown as FindingContent;
    const { author, at } = writer(entry);
    const changedAt = lastEdit === null ? at : writer(lastEdit).at;
    return { ...content, id, author, addedAt: at, changedAt, tags: tagsOf(`finding ${id}`) };
  }

  function incidentTimes(): IncidentTimes {
    const known = new Map(
      registersOf('incident', 'incident').map(({ field, value, entry }) => {
        const time: IncidentTime | null = JSON.parse(value);
        return [field, time === null ? null : knownTime(time, entry)];
      }),
    );
    const times = INCIDENT_TIMES.map((name) => [name, known.get(name) ?? null]);
    return Object.fromEntries(times);
  }

  function knownTime(time: IncidentTime, entry: string): KnownTime {
    const { author, at } = writer(entry);
    return { ...time, author, setAt: at };
  }

  function side(entry: string, value: string): ConflictSide {
    return { entry, value: JSON.parse(value) as Json, ...writer(entry) };
  }

  function conflict(row: {
    entity: string;
    id: string;
    field: string;
    kept_entry: string;
    kept_value: string;
  }): Conflict {
    const { entity, id } = row;
    const inForce =
      row.field === ''
        ? sql<{ entry: string; value: string }>(
            `SELECT COALESCE(last_edit, entry) AS entry, 'null' AS value FROM thing WHERE entity = ? AND id = ?`,
          ).get(entity, id)
        : registersOf(entity, id).find(({ field }) => field === row.field);
    return {
      entity,
      id,
      field: row.field === '' ? null : row.field,
      inForce: side(inForce?.entry ?? '', inForce?.value ?? 'null'),
      kept: side(row.kept_entry, row.kept_value),
    };
  }

  return {
    values,
    incidentTimes,
    /** In the order in which they were added. */
    findings: (): Finding[] =>
      sql<{ id: string; entry: string; last_edit: string | null }>(
        `SELECT thing.id, entry, last_edit FROM thing JOIN journal ON journal.id = entry
         WHERE entity = 'finding' AND removal IS NULL ORDER BY clock, entry`,
      )
        .all()
        .map(({ id, entry, last_edit }) => finding(id, entry, last_edit)),
    /** Those that no other supersedes, oldest first. */
    notes(): Note[] {
      const rows = sql<{ id: string; content: string; entry: string }>(
        `SELECT note.id, content, entry FROM note JOIN journal ON journal.id = entry ORDER BY clock, entry`,
      ).all();
      const notes = rows.map(({ id, content, entry }): Note => ({
        id,
        ...JSON.parse(content),
        ...writer(entry),
      }));
      const superseded = new Set(notes.flatMap(({ supersedes }) => supersedes));
      return notes.filter(({ id }) => !superseded.has(id));
    },
    /** Labels that sources have of their own, by the source's key. */
    sourceLabels: (): ReadonlyMap<string, Label> =>
      new Map(
        sql<Register>(
          `SELECT id, field, value, entry FROM register WHERE entity = 'source' AND field = 'label'`,
        )
          .all()
          .flatMap(({ id, value }): [string, Label][] => {
            const label = LABELS.find((one) => one === JSON.parse(value));
            return label === undefined ? [] : [[id, label]];
          }),
      ),
    tags: (): Tag[] => sql<Tag>('SELECT DISTINCT target, tag FROM tag ORDER BY target, tag').all(),
    pins: (): Pin[] =>
      sql<{ id: string; record: string; note: string; entry: string }>(
        `SELECT pin.id, record, note, entry FROM pin JOIN journal ON journal.id = entry ORDER BY clock, entry`,
      )
        .all()
        .map(({ id, record, note, entry }) => ({
          id,
          record: JSON.parse(record),
          note,
          ...writer(entry),
        })),
    narrative(): Narrative {
      const [text] = registersOf('narrative', 'narrative');
      if (text === undefined) return { text: '', author: null, at: null };
      return { text: JSON.parse(text.value), ...writer(text.entry) };
    },
    /** Places of timeline entries without a time, by the entry's id. */
    places: (): ReadonlyMap<string, number> =>
      new Map(
        sql<Register>(
          `SELECT id, field, value, entry FROM register WHERE entity = 'place' AND field = 'rank'`,
        )
          .all()
          .map(({ id, value }) => [id, Number(value)]),
      ),
    issueValues: (): IssueValues[] =>
      sql<{ id: string }>(`SELECT DISTINCT id FROM register WHERE entity = 'issue' ORDER BY id`)
        .all()
        .map(({ id }) => {
          const { state, assignee, mark, note, into } = values('issue', id);
          const marked = registersOf('issue', id).find(
            ({ field }) => field === (mark === undefined ? 'state' : 'mark'),
          );
          return {
            key: id,
            state: state ?? null,
            assignee: assignee ?? null,
            mark: mark ?? null,
            note: note ?? '',
            into: into ?? null,
            ...writer(marked?.entry ?? ''),
          };
        }),
    /** Answers to report fields, by `FRAMEWORK/FIELD`. */
    reportAnswers: (): ReadonlyMap<string, { answer: Json; author: string; at: string }> =>
      new Map(
        sql<Register>(
          `SELECT id, field, value, entry FROM register WHERE entity = 'report' AND field = 'answer' ORDER BY id`,
        )
          .all()
          .map(({ id, value, entry }) => [id, { answer: JSON.parse(value), ...writer(entry) }]),
      ),
    /** Rules for what is one issue. */
    grouping(): { fingerprint: string; stackTrace: string } {
      const { fingerprint, stackTrace } = values('grouping', 'grouping');
      return { fingerprint: fingerprint ?? '', stackTrace: stackTrace ?? '' };
    },
    /** What was set right about templates, by the rule's key, oldest first. Null: it was taken back. */
    templateRules: (): {
      key: string;
      rule: TemplateRule | null;
      author: string;
      at: string;
    }[] =>
      sql<Register>(
        `SELECT register.id, field, value, entry FROM register LEFT JOIN journal ON journal.id = entry
         WHERE entity = 'templateRule' AND field = 'rule' ORDER BY clock, entry`,
      )
        .all()
        .map(({ id, value, entry }) => ({ key: id, rule: JSON.parse(value), ...writer(entry) })),
    /** Oldest first. */
    custody: (): CustodyEntry[] =>
      sql<{ entry: string; kind: string; payload: string }>(
        `SELECT entry, custody.kind, payload FROM custody JOIN journal ON journal.id = entry ORDER BY clock, entry`,
      )
        .all()
        .map(({ entry, kind, payload }) => ({
          entry,
          author: writer(entry).author,
          kind,
          ...JSON.parse(payload),
        })),
    conflicts: (): Conflict[] =>
      sql<Parameters<typeof conflict>[0]>(
        'SELECT * FROM conflict ORDER BY entity, id, field, kept_entry',
      )
        .all()
        .map(conflict),
  };
}
