import { sql } from 'kysely';
import { isActive } from '../../shared/deployments/machine.ts';
import type { TenantTransaction } from '../platform/index.ts';
import { keepEvent } from './keep-course.ts';
import { deploymentOf } from './rows.ts';

/**
 * Ends every deployment that goes on, as failed, and pauses promotion everywhere until a person resumes it: for when the
 * server cannot know what is in force.
 */
export async function standStill(
  transaction: TenantTransaction,
  tenant: string,
  reason: string,
): Promise<void> {
  const at = new Date().toISOString();
  const rows = await transaction
    .selectFrom('deployment')
    .where('tenant_id', '=', tenant)
    .selectAll()
    .execute();
  for (const row of rows) {
    if (!isActive(row.phase)) continue;
    const ended = JSON.stringify({ phase: 'failed', endedAt: at, why: reason });
    await transaction
      .updateTable('deployment')
      .where('tenant_id', '=', tenant)
      .where('deployment_id', '=', row.deployment_id)
      .set({ phase: 'failed', course: sql`course || ${ended}::jsonb` })
      .execute();
    await keepEvent(transaction, tenant, deploymentOf(row), { by: null, what: reason });
  }
  const held = JSON.stringify({ reason, by: 'the server', at });
  await transaction
    .updateTable('environment')
    .where('tenant_id', '=', tenant)
    .set({ paused: held })
    .execute();
}
