import { sql, type Transaction } from 'kysely';
import type { TeamEvent } from '../../../shared/webhooks/team-events.ts';
import type { Tables } from './tables.ts';

/** A message that waits to be sent. */
export interface Told {
  readonly tenant: string;
  readonly delivery: string;
}

const told = new WeakMap<object, Told[]>();

/**
 * Tells whoever wants to know what a transaction did, if it is kept: a message a webhook that asks for such events is put
 * down beside it. One that asked by its id is told alone.
 */
export async function tellTeam(
  transaction: Transaction<Tables>,
  tenant: string,
  { type, data }: TeamEvent,
  { only = null, now = new Date() }: { only?: string | null; now?: Date } = {},
): Promise<string[]> {
  const body = JSON.stringify({ type, timestamp: now.toISOString(), data });
  const { rows } = await sql<{ delivery: string }>`
    WITH wanted AS (
      SELECT webhook_id FROM webhook WHERE tenant_id = ${tenant}
        AND CASE WHEN ${only}::uuid IS NULL THEN NOT paused AND ${type} = ANY (events)
          ELSE webhook_id = ${only}::uuid END
    ), message AS (
      INSERT INTO webhook_message (tenant_id, message_id, type, body, at)
      SELECT ${tenant}, new_id_at(${now}), ${type}, ${body}, ${now} WHERE EXISTS (SELECT FROM wanted)
      RETURNING message_id
    )
    INSERT INTO webhook_delivery (tenant_id, delivery_id, webhook_id, message_id, at)
    SELECT ${tenant}, new_id_at(${now}), webhook_id, message_id, ${now} FROM wanted, message
    RETURNING delivery_id AS delivery`.execute(transaction);
  keepTold(
    transaction,
    rows.map(({ delivery }) => ({ tenant, delivery })),
  );
  return rows.map(({ delivery }) => delivery);
}

/** Counts messages to those that a transaction told. */
export function keepTold(transaction: object, more: readonly Told[]): void {
  told.set(transaction, [...(told.get(transaction) ?? []), ...more]);
}

/** What a transaction told that is kept now. */
export function takeTold(transaction: object): readonly Told[] {
  const found = told.get(transaction) ?? [];
  told.delete(transaction);
  return found;
}
