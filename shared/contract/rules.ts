import { z } from 'zod';
import { RULE_KINDS, RULE_LEVELS } from '../model/rule.ts';
import { call, stream } from './call.ts';
import { fieldValue, nothing, path, recordRow, timeUs } from './values.ts';

const key = z.string().min(1).max(1000);
const text = z.string().max(4_000_000);

/** A rule as it stands in the list. */
const listed = z.strictObject({
  key: z.string(),
  title: z.string(),
  kind: z.enum(RULE_KINDS),
  level: z.enum(RULE_LEVELS).nullable(),
  status: z.string().nullable(),
  techniques: z.array(z.string()),
  tactics: z.array(z.string()),
  /** Empty: in no pack. */
  pack: z.string(),
  own: z.boolean(),
  /** It came with the team's release. */
  team: z.boolean(),
  file: z.string(),
  line: z.number().int(),
  logSource: z.string(),
  /** Things about it that a person should know. */
  notes: z.number().int(),
});

const note = z.strictObject({ line: z.number().int().nullable(), message: z.string() });

const problem = note.extend({
  file: z.string(),
  title: z.string().nullable(),
  id: z.string().nullable(),
});

const rule = listed.omit({ notes: true }).extend({
  id: z.string().nullable(),
  description: z.string(),
  falsePositives: z.array(z.string()),
  /** What is searched for; null for a correlation. */
  query: z.string().nullable(),
  notes: z.array(note),
});

/** What a rule found. */
const hit = z.strictObject({
  key: z.string(),
  count: z.number().int(),
  /** Records, for a correlation those of all times that its condition was met. */
  records: z.number().int(),
  firstUs: timeUs.nullable(),
  lastUs: timeUs.nullable(),
  /** Finds the records. */
  query: z.string(),
  matches: z
    .array(
      z.strictObject({
        group: z.array(z.strictObject({ field: z.string(), value: fieldValue })),
        value: z.number(),
        fromUs: timeUs,
        toUs: timeUs,
        records: z.number().int(),
      }),
    )
    .nullable(),
});

const results = z.strictObject({
  rules: z.number().int(),
  /** Records that the case had when the rules ran. */
  records: z.number().int(),
  seconds: z.number(),
  hits: z.array(hit),
});

const progress = z.strictObject({ done: z.number().int(), of: z.number().int() });
const pack = z.strictObject({ name: z.string(), files: z.number().int() });

export const rulesContract = {
  /** The rules of the profile, and what cannot be used with the reason. */
  'rules.list': call(
    'vault',
    nothing,
    z.strictObject({
      folder: z.string(),
      /** Whether they run by themselves over what is read and followed. */
      alone: z.boolean(),
      packs: z.array(pack.extend({ own: z.boolean(), team: z.boolean(), on: z.boolean() })),
      rules: z.array(listed),
      problems: z.array(problem),
    }),
  ),
  'rules.get': call('vault', z.strictObject({ key }), rule.extend({ text: z.string() })),
  /** Takes packs of rules in: files, folders, zips. Throws RULES_UNREADABLE, NO_RULES. */
  'rules.add': call(
    'vault',
    z.strictObject({ paths: z.array(path).min(1).max(1000) }),
    z.strictObject({ packs: z.array(pack) }),
  ),
  /** Uses the rules of a pack or not. Throws RULES_GONE. */
  'rules.use': call(
    'vault',
    z.strictObject({ pack: z.string().min(1).max(300), on: z.boolean() }),
    nothing,
  ),
  /** Lets rules run by themselves or not. */
  'rules.runAlone': call('vault', z.strictObject({ alone: z.boolean() }), nothing),
  'rules.removePack': call('vault', z.strictObject({ name: z.string().min(1).max(300) }), nothing),
  /** Reads rules that are still being written. */
  'rules.check': call(
    'vault',
    z.strictObject({ text }),
    z.strictObject({ rules: z.array(rule), problems: z.array(problem) }),
  ),
  /** Keeps an own rule; `file`: the one it takes the place of. Throws RULE_BROKEN, RULE_NOT_OWN. */
  'rules.save': call(
    'vault',
    z.strictObject({ file: path.nullable(), text }),
    z.strictObject({ key: z.string(), file: z.string() }),
  ),
  'rules.delete': call('vault', z.strictObject({ file: path }), nothing),
  /** Runs all rules over the case. */
  'rules.run': stream('case', nothing, progress, results),
  /** What they found when they last ran, also before the case was closed; null: they did not, or records were read anew since. */
  'rules.results': call('case', nothing, results.nullable()),
  /** Runs rules that are still being written over the case. Cancelled as searches are. */
  'rules.test': call(
    'case',
    z.strictObject({ text }),
    z.strictObject({
      found: z.array(
        hit.omit({ query: true }).extend({
          title: z.string(),
          /** The first records. */
          rows: z.array(recordRow.extend({ source: z.string() })),
        }),
      ),
      seconds: z.number(),
    }),
  ),
  /** Makes what a rule found a finding, with its techniques. Throws RULE_NOT_RUN. */
  'rules.keep': call('case', z.strictObject({ key }), nothing),
};
