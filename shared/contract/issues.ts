import { z } from 'zod';
import { ISSUE_STATES } from '#shared/model/issue-life.ts';
import { PRIORITIES } from '#shared/model/issue-priority.ts';
import { issueDecision, issueMark } from '#shared/model/issue-mark.ts';
import { call } from './call.ts';
import { level, nothing, path, recordRow, sourceId, timeUs } from './values.ts';

const key = z.string().min(1).max(200);
const keys = z.array(key).min(1).max(10_000);
const count = z.number().int();
const note = z.string().max(4000);

/** An issue as it is listed. */
export const issue = z.strictObject({
  key,
  title: z.string(),
  culprit: z.string().nullable(),
  kind: z.enum(['exception', 'template']),
  exceptionType: z.string().nullable(),
  /** Significant frames, innermost first. */
  frames: z.array(z.string()),
  level,
  count,
  firstUs: timeUs.nullable(),
  lastUs: timeUs.nullable(),
  /** Counts in equal slices of the case's time range. */
  trend: z.array(z.number()),
  sources: z.array(sourceId),
  templateIds: z.array(z.number().int()),
  state: z.enum(ISSUE_STATES),
  priority: z.enum(PRIORITIES),
  /** Why it has that priority, weightiest first. */
  reasons: z.array(z.strictObject({ reason: z.string(), points: z.number() })),
  parts: count,
  merged: z.array(key),
});

const told = z.strictObject({
  /** Field that says it; null: none does. */
  field: z.string().nullable(),
  values: z.array(z.strictObject({ value: z.string(), count })),
  distinct: count,
  /** Records that name none. */
  silent: count,
});

const frame = z.strictObject({
  name: z.string(),
  path: z.string(),
  line: z.number().int().nullable(),
  column: z.number().int().nullable(),
  library: z.boolean(),
});

const remembered = z.strictObject({
  /** Of the case file. */
  path: z.string(),
  case: z.string(),
  title: z.string(),
  /** When that case last saw it; null: its records have no time. */
  lastUs: timeUs.nullable(),
  decided: z.enum(['resolved', 'ignored']).nullable(),
  note: z.string(),
  /** 1: the same; less: so similar. */
  likeness: z.number(),
});

const groupingText = z.strictObject({
  fingerprint: z.string().max(200_000),
  stackTrace: z.string().max(200_000),
});

export const issuesContract = {
  /** Gravest first. */
  'issues.list': call('case', nothing, z.array(issue)),
  'issues.show': call(
    'case',
    z.strictObject({ key }),
    z.strictObject({
      issue,
      /** Finds its records. */
      query: z.string(),
      samples: z.array(recordRow),
      /** Stack trace of a sample, outermost exception first. */
      trace: z
        .strictObject({
          language: z.string(),
          exceptions: z.array(
            z.strictObject({
              type: z.string(),
              message: z.string(),
              relation: z.enum(['top', 'cause', 'context']),
              frames: z.array(frame),
            }),
          ),
        })
        .nullable(),
      /** Its records over its own time, in equal slices; null: none has a time, or all have the same. */
      over: z
        .strictObject({ fromUs: timeUs, widthUs: z.number(), counts: z.array(z.number()) })
        .nullable(),
      told: z.strictObject({ host: told, release: told, user: told, service: told }),
      related: z.array(
        z.strictObject({ issue, because: z.enum(['type', 'culprit', 'template', 'frames']) }),
      ),
      parts: z.array(z.strictObject({ key, title: z.string(), count })),
      decided: z
        .strictObject({ mark: issueMark, note, author: z.string(), at: z.string() })
        .nullable(),
      /** Journal entries about it, latest first. */
      activity: z.array(
        z.strictObject({
          at: z.string(),
          author: z.string(),
          what: z.enum(['decided', 'merged', 'unmerged', 'changed']),
          decision: issueDecision.nullable(),
          note: z.string(),
        }),
      ),
      /** What earlier cases of this profile say of it, likest first. */
      remembered: z.array(remembered),
      /** Why earlier cases could not be asked; null: they were. */
      memoryFailure: z.string().nullable(),
    }),
  ),
  'issues.decide': call('case', z.strictObject({ keys, decision: issueDecision, note }), nothing),
  /** Makes issues one; the first gives it its name. */
  'issues.merge': call('case', z.strictObject({ keys: keys.min(2) }), nothing),
  'issues.unmerge': call('case', z.strictObject({ keys }), nothing),
  /** Makes some parts of an issue one of their own. */
  'issues.split': call('case', z.strictObject({ key, parts: keys }), z.strictObject({ key })),
  /** Fingerprint and stack trace rules, of the case and of the profile. */
  'issues.grouping': call(
    'case',
    nothing,
    z.strictObject({
      case: groupingText,
      profile: groupingText,
      /** Lines that are no rules. */
      problems: z.array(
        z.strictObject({
          where: z.enum(['case', 'profile']),
          of: z.enum(['fingerprint', 'stackTrace']),
          line: count,
          message: z.string(),
        }),
      ),
    }),
  ),
  'issues.setGrouping': call(
    'case',
    groupingText.extend({ where: z.enum(['case', 'profile']) }),
    nothing,
  ),
  /** Source around a frame's line, from a checkout or source maps in a local folder, which is only read. */
  'issues.source': call(
    'case',
    z.strictObject({
      folder: path,
      path: z.string().min(1).max(1000),
      line: z.number().int().positive(),
      column: z.number().int().positive().nullable(),
    }),
    z.strictObject({
      file: z.string(),
      /** The line in that file; a source map moves it. */
      line: z.number().int(),
      firstLine: z.number().int(),
      lines: z.array(z.string()),
    }),
  ),
};
