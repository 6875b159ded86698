import { z } from 'zod';
import { formatDefinition } from '../model/format.ts';
import { LEVELS } from '../model/level.ts';
import { call } from './call.ts';
import { nothing, path, sourceId } from './values.ts';

const formatId = z.string().min(1).max(100);

const problem = z.strictObject({
  /** File of the formats folder; null: the file at hand. */
  file: z.string().nullable(),
  format: z.string().nullable(),
  pattern: z.string().nullable(),
  /** Number of the sample, from 1. */
  sample: z.number().int().nullable(),
  message: z.string(),
});

const listed = z.strictObject({
  id: z.string(),
  title: z.string(),
  kind: z.enum(['text', 'json', 'logfmt', 'search', 'table']),
  own: z.boolean(),
  /** It came with the team's release. */
  team: z.boolean(),
  /** File of the formats folder that an own format stands in. */
  file: z.string().nullable(),
  /** A built-in format of the same id, which it takes the place of. */
  replaces: z.boolean(),
  /** What of the file is not used. */
  notes: z.array(z.string()),
});

const imported = z.strictObject({
  /** Where it was put in the formats folder. */
  file: z.string(),
  formats: z.array(listed),
  problems: z.array(problem),
});

const fieldValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** A definition that its author is still at: what is wrong with it is told, not refused as an input. */
const draft = z.record(z.string(), z.unknown());

/** Lines that the editor shows. */
const MOST_TEST_LINES = 500;
const line = z.string().max(20_000);

export const formatsContract = {
  /** All formats, own ones first, and what is wrong in the formats folder. */
  'formats.list': call(
    'open',
    nothing,
    z.strictObject({
      folder: z.string(),
      formats: z.array(listed),
      problems: z.array(problem),
    }),
  ),
  'formats.get': call('open', z.strictObject({ id: formatId }), formatDefinition),
  /**
   * Takes a format file (lnav's or ours) into the formats folder. Null: it is not one. Fails with
   * FORMAT_FILE_BROKEN, naming the format and the pattern, when nothing of it can be used.
   */
  'formats.import': call(
    'vault',
    z.strictObject({ name: z.string().min(1).max(300), text: z.string().max(4_000_000) }),
    imported.nullable(),
  ),
  /** The same for files of this machine: what of the paths are format files, and the others. */
  'formats.importPaths': call(
    'vault',
    z.strictObject({ paths: z.array(path).min(1).max(10_000) }),
    z.strictObject({
      imported: z.array(imported),
      /** Format files of which nothing could be used. */
      problems: z.array(problem),
      others: z.array(z.string()),
    }),
  ),
  /** Keeps an own format, in the place of one of the same id. Fails with FORMAT_FILE_BROKEN. */
  'formats.save': call('vault', z.strictObject({ definition: draft }), listed),
  'formats.delete': call('vault', z.strictObject({ id: formatId }), nothing),
  /** How a format that is not saved reads some lines. The lines are kept nowhere. */
  'formats.test': call(
    'vault',
    z.strictObject({ definition: draft, lines: z.array(line).max(MOST_TEST_LINES) }),
    z.strictObject({
      /** What keeps it from being a format; then there are no lines. */
      problem: z.string().nullable(),
      lines: z.array(
        z.strictObject({
          line: z.string(),
          as: z.enum(['record', 'continued', 'unread']),
          time: z.string().nullable(),
          level: z.enum(LEVELS),
          message: z.string(),
          fields: z.record(z.string(), fieldValue),
        }),
      ),
    }),
  ),
  /** First lines of a source of the case, for the editor. */
  'formats.lines': call(
    'case',
    z.strictObject({ sourceId, limit: z.number().int().min(1).max(MOST_TEST_LINES) }),
    z.strictObject({ lines: z.array(z.string()) }),
  ),
};
