import type { Database } from 'better-sqlite3';
import { statementsOf } from './statements.ts';
import { bodyOf, type StoredEntry } from './stored-entry.ts';

type Payload = Readonly<Record<string, unknown>>;

/** Members that name what an entry is about, the most telling first. */
const NAMES = [
  'title',
  'path',
  'name',
  'what',
  'file',
  'tag',
  'text',
  'question',
  'tool',
  'model',
  'host',
  'query',
  'reason',
] as const;

const MOST_CHARACTERS = 100;

/** What an entry is about. */
export type EntrySubject = (payload: Payload) => string | null;

/**
 * Says in a line what an entry is about: the title of a finding, the path of a source, the values that were set, of a taking
 * back what it took back; null: its kind says it all.
 */
export function createEntrySubject(database: Database): EntrySubject {
  const sql = statementsOf(database);
  const pathOf = (source: unknown): string | null =>
    sql<{ path: string }>('SELECT path FROM known_source WHERE key = ?').get(source)?.path ?? null;

  function payloadOf(entry: unknown): { seq: number; payload: Payload } | null {
    const row = sql<StoredEntry>('SELECT * FROM journal WHERE id = ?').get(entry);
    return row === undefined ? null : { seq: row.seq, payload: bodyOf(row).payload };
  }

  /** What was added under an id. */
  function nameOf(id: unknown): string | null {
    const added = sql<{ entry: string }>('SELECT entry FROM thing WHERE id = ?').get(id);
    const payload = added === undefined ? undefined : payloadOf(added.entry)?.payload;
    return payload === undefined ? null : named(payload);
  }

  function recordOf({ record }: Payload): string | null {
    if (!isPayload(record)) return null;
    return `${pathOf(record['source']) ?? 'a source that is gone'}:${String(record['line'])}`;
  }

  function changeOf(payload: Payload, set: Payload): string {
    const id = String(payload['id']);
    // What there is one of is named by its kind; answers to a report have names as ids.
    const about = nameOf(id) ?? (id.includes('/') ? id : null);
    const values = Object.entries(set).map(([field, value]) => valueText(field, value));
    return [about, values.join(', ')].filter((part) => part !== null).join(' · ');
  }

  function subject(payload: Payload): string | null {
    if (isPayload(payload['set'])) return changeOf(payload, payload['set']);
    if (typeof payload['framework'] === 'string') {
      return `${payload['framework']} ${String(payload['stage'])}`;
    }
    if (typeof payload['entry'] === 'string') {
      const taken = payloadOf(payload['entry']);
      return taken === null ? null : `${taken.seq}: ${subject(taken.payload) ?? ''}`;
    }
    const own = named(payload) ?? recordOf(payload);
    return own ?? pathOf(payload['source']) ?? nameOf(payload['id']);
  }

  return (payload) => {
    const text = subject(payload);
    return text === null ? null : oneLine(text, MOST_CHARACTERS * 2);
  };
}

const isPayload = (value: unknown): value is Payload =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function named(payload: Payload): string | null {
  for (const name of NAMES) {
    const value = payload[name];
    if (typeof value === 'string' && value !== '') return oneLine(value, MOST_CHARACTERS);
  }
  return null;
}

/** A value that was set, with what it is of. */
function valueText(field: string, value: unknown): string {
  const words = field.replace(/Us$/, '').replaceAll(/[A-Z]/g, (big) => ` ${big.toLowerCase()}`);
  const text = field.endsWith('Us') ? `${Number(value) / 1e6} s` : plainText(value);
  return text === null ? words : `${words}: ${text}`;
}

/** Null: it has no short text. */
function plainText(value: unknown): string | null {
  if (value === null) return 'none';
  if (typeof value === 'string') return oneLine(value, MOST_CHARACTERS);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) {
    const parts = value.map(plainText);
    return parts.includes(null) ? `${value.length}` : oneLine(parts.join(', '), MOST_CHARACTERS);
  }
  if (isPayload(value) && typeof value['us'] === 'number')
    return new Date(value['us'] / 1000).toISOString();
  return isPayload(value) && typeof value['justified'] === 'string'
    ? `none: ${oneLine(value['justified'], MOST_CHARACTERS)}`
    : null;
}

function oneLine(text: string, most: number): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`;
}
