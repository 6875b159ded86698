import type { Database } from 'better-sqlite3';
import type { CustodyPlace } from '#shared/model/custody.ts';
import type { ChangedEntity, ChangedValues } from '#shared/model/journal-changes.ts';
import type { JournalKind, JournalPayload } from '#shared/model/journal-entry.ts';
import type { Target } from '#shared/model/note.ts';
import { damagedPlaces, tableIsWhole, tablesOf } from './cases/index.ts';
import {
  createCaseState,
  erasuresOf,
  exchangesOf,
  markersOf,
  settledHead,
  submissionsOf,
  verifyJournal,
  type CaseState,
  type Journal,
  type JournalEntry,
  type JournalHead,
  type JournalVerdict,
  type SettledHead,
} from './journal/index.ts';

/** An entry to be written. */
export type NewEntry = {
  [K in JournalKind]: { readonly kind: K; readonly payload: JournalPayload<K> };
}[JournalKind];

/** Values of one thing to be set. */
export type NewChange = {
  [E in ChangedEntity]: {
    readonly entity: E;
    readonly id: string;
    readonly set: ChangedValues<E>;
  };
}[ChangedEntity];

type CustodyKind = 'custody.checked' | 'custody.left' | 'custody.noted';

/** An act of custody without where and when it was done. */
export type NewCustody = {
  [K in CustodyKind]: {
    readonly kind: K;
    readonly facts: Omit<JournalPayload<K>, keyof CustodyPlace>;
  };
}[CustodyKind];

/** Reads of the state that take nothing. */
type StateReads = {
  [
    K in
      | 'incidentTimes'
      | 'findings'
      | 'notes'
      | 'tags'
      | 'pins'
      | 'narrative'
      | 'places'
      | 'sourceLabels'
      | 'issueValues'
      | 'grouping'
      | 'templateRules'
      | 'custody'
      | 'conflicts'
  ]: (input: null) => ReturnType<CaseState[K]>;
};

/** What the case thread offers of the journal and of what it made. */
export type EvidenceOperations = StateReads & {
  /** Gives the id of the entry. */
  append(input: NewEntry): string;
  /** Null: nothing was to change. */
  change(input: NewChange): string | null;
  remove(input: { entity: 'finding' | 'note'; id: string }): string;
  untag(input: { target: Target; tag: string }): string | null;
  /** Gives the kind of what was taken back, or is there again because its taking back was. */
  undo(input: { entry: string }): JournalKind;
  /** Notes an act of custody; where and when is added. */
  noteCustody(input: NewCustody): string;
  /** Signs with the key that entries are signed with: Ed25519, raw public key in base64url. */
  sign(input: { bytes: Uint8Array }): { key: string; name: string; signature: Uint8Array };
  caseValues(input: null): ChangedValues<'case'>;
  assistantValues(input: null): ChangedValues<'assistant'>;
  journalList(input: { before: number | null; limit: number }): JournalEntry[];
  /** The tables of the case file, to be asked about one by one. */
  tablesToCheck(input: null): string[];
  /** Whether every page of a table carries its seal. */
  tableIsWhole(input: { table: string }): boolean;
  /** What stands on the pages of a table that do not, in words. */
  damagedPlaces(input: { table: string }): string[];
  journalVerify(input: null): JournalVerdict;
  journalHead(input: null): JournalHead;
  settledHead(input: null): SettledHead;
  /** Answers to report fields, by `FRAMEWORK/FIELD`. */
  reportAnswers(input: null): ReturnType<CaseState['reportAnswers']>;
  submissions(input: null): ReturnType<typeof submissionsOf>;
  /** Deployments that somebody marked. */
  markers(input: null): ReturnType<typeof markersOf>;
  /** The tombstones of what was taken out. */
  erasures(input: null): ReturnType<typeof erasuresOf>;
  /** What was asked of the assistant and is not taken out. */
  exchanges(input: null): ReturnType<typeof exchangesOf>;
};

/** The operations of the case thread about the journal and the evidence in it. */
export function createEvidenceOperations(database: Database, journal: Journal): EvidenceOperations {
  const state = createCaseState(database);
  return {
    append: ({ kind, payload }) => journal.append(kind, payload),
    change: ({ entity, id, set }) => journal.change(entity, id, set),
    remove: ({ entity, id }) => journal.remove(entity, id),
    untag: ({ target, tag }) => journal.untag(target, tag),
    undo: ({ entry }) => journal.undo(entry),
    noteCustody: ({ kind, facts }) =>
      journal.append(kind, { ...journal.custodyPlace(null), ...facts }),
    sign: ({ bytes }) => journal.sign(bytes),
    caseValues: () => state.values('case', 'case'),
    assistantValues: () => state.values('assistant', 'assistant'),
    incidentTimes: () => state.incidentTimes(),
    findings: () => state.findings(),
    notes: () => state.notes(),
    tags: () => state.tags(),
    pins: () => state.pins(),
    narrative: () => state.narrative(),
    places: () => state.places(),
    sourceLabels: () => state.sourceLabels(),
    issueValues: () => state.issueValues(),
    grouping: () => state.grouping(),
    templateRules: () => state.templateRules(),
    custody: () => state.custody(),
    conflicts: () => state.conflicts(),
    journalList: ({ before, limit }) => journal.list(before, limit),
    tablesToCheck: () => tablesOf(database),
    tableIsWhole: ({ table }) => tableIsWhole(database, table),
    damagedPlaces: ({ table }) => damagedPlaces(database, table),
    journalVerify: () => verifyJournal(database),
    journalHead: () => journal.head(),
    settledHead: () => settledHead(database),
    reportAnswers: () => state.reportAnswers(),
    submissions: () => submissionsOf(database),
    markers: () => markersOf(database),
    erasures: () => erasuresOf(database),
    exchanges: () => exchangesOf(database),
  };
}
