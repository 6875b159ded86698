import { z } from 'zod';

const part = z.string().trim().min(1).max(200);

/** A deployment that somebody marks in a case. */
export const deploymentMarker = z.strictObject({
  /** Microseconds UTC. */
  us: z.number().int(),
  title: z.string().trim().min(1).max(300),
  service: part.nullable(),
  version: part.nullable(),
  environment: part.nullable(),
});
