import { z } from 'zod';
import {
  board,
  deploymentEvent,
  environment,
  freeze,
  newEnvironment,
  newFreeze,
  newIncident,
} from '#shared/deployments/deployment-model.ts';
import { call } from './call.ts';
import { nothing } from './values.ts';

const id = z.uuid();
const reason = z.string().trim().min(1).max(1000);
const confirm = z.string().max(100);
/** As it was read: it is changed only while it is so still, else CHANGED_MEANWHILE. */
const was = environment;
const begun = z.strictObject({ deploymentId: id });

/** What is deployed where. Everything is asked of the team server at once; nothing waits for it. */
export const deploymentsContract = {
  'deployments.board': call('vault', nothing, board),
  /** When what came in force where, earliest first; nothing without a team server that answers. */
  'deployments.markers': call(
    'vault',
    nothing,
    z.strictObject({
      markers: z.array(
        z.strictObject({
          at: z.number(),
          environment: z.string(),
          version: z.string(),
          way: z.enum(['forward', 'back']),
        }),
      ),
    }),
  ),
  /** What happened to a deployment, step by step. */
  'deployments.events': call(
    'vault',
    z.strictObject({ deploymentId: id }),
    z.array(deploymentEvent),
  ),
  'deployments.deploy': call(
    'vault',
    z.strictObject({ was, releaseId: id, reason, confirm }),
    begun,
  ),
  'deployments.rollBack': call('vault', z.strictObject({ was, reason, confirm }), begun),
  'deployments.judge': call(
    'vault',
    z.strictObject({ deploymentId: id, approves: z.boolean() }),
    nothing,
  ),
  'deployments.cancel': call('vault', z.strictObject({ deploymentId: id, reason }), nothing),
  /** Stops promotion to an environment, or lets it go on. */
  'deployments.hold': call('vault', z.strictObject({ was, reason, held: z.boolean() }), nothing),
  /** Says that an incident is open, which deployments may have to wait for. */
  'deployments.openIncident': call('vault', newIncident, nothing),
  'deployments.closeIncident': call('vault', z.strictObject({ incidentId: id }), nothing),
  /** Freezes an environment, or all, for a time (null); or changes a freeze. */
  'deployments.setFreeze': call('vault', newFreeze.extend({ was: freeze.nullable() }), nothing),
  /** Ends a freeze before its time. */
  'deployments.overrideFreeze': call('vault', z.strictObject({ freezeId: id, reason }), nothing),
  /** Adds an environment (null), or changes one. */
  'deployments.setEnvironment': call(
    'vault',
    newEnvironment.extend({ was: was.nullable() }),
    nothing,
  ),
};
