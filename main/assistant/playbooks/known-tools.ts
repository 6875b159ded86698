import { z } from 'zod';
import type { KnownTools } from '#shared/playbook/read-playbook.ts';
import { TOOLS } from '../tools/toolbox.ts';

/** The tools that a step can use, and the members of their inputs. */
export const KNOWN_TOOLS: KnownTools = Object.fromEntries(
  Object.entries(TOOLS).map(([name, { input }]) => [
    name,
    input instanceof z.ZodObject ? Object.keys(input.shape) : [],
  ]),
);
