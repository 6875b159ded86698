import { z } from 'zod';
import { RULE_LEVELS } from '../model/rule.ts';
import { THEMES } from '../model/theme.ts';
import { call, stream } from './call.ts';
import { failure, nothing, path, zone } from './values.ts';

const ingestProgress = z.strictObject({
  running: z.boolean(),
  /** Path of the source being read; null between sources. */
  path: z.string().nullable(),
  sourcesDone: z.number().int(),
  sourcesFound: z.number().int(),
  bytesDone: z.number(),
  /** On-disk bytes of everything dropped; grows while folders are walked. */
  bytesTotal: z.number(),
  records: z.number(),
  bytesPerSecond: z.number(),
  /** Seconds left at the present pace; null while unknown. */
  secondsLeft: z.number().nullable(),
});

/** Something that `main` owns has changed: the page asks again for what it shows of it. */
const event = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('vault') }),
  z.strictObject({ type: z.literal('case') }),
  z.strictObject({ type: z.literal('sources') }),
  z.strictObject({ type: z.literal('records') }),
  z.strictObject({ type: z.literal('analysis') }),
  z.strictObject({ type: z.literal('pins') }),
  z.strictObject({ type: z.literal('issues') }),
  z.strictObject({ type: z.literal('journal') }),
  /** Findings, notes, tags, times, custody. */
  z.strictObject({ type: z.literal('evidence') }),
  z.strictObject({ type: z.literal('settings') }),
  z.strictObject({ type: z.literal('formats') }),
  /** Something that nobody waits for any more did not come to its end. */
  z.strictObject({ type: z.literal('failure'), failure }),
  z.strictObject({ type: z.literal('rules') }),
  /** Rules found other records than before. `fresh`: by themselves, and what for the first time; null: they were asked to. */
  z.strictObject({
    type: z.literal('hits'),
    fresh: z
      .strictObject({
        /** Of the gravest rule that found something. */
        title: z.string(),
        level: z.enum(RULE_LEVELS).nullable(),
        /** Finds the records of all of them. */
        query: z.string(),
        rules: z.number().int(),
        records: z.number().int(),
      })
      .nullable(),
  }),
  /** Connection, sign-in, or how the open case and the team server stand. */
  z.strictObject({ type: z.literal('tenant') }),
  /** What the team released, and what of it is used here. */
  z.strictObject({ type: z.literal('team-pack') }),
  z.strictObject({ type: z.literal('ingest'), progress: ingestProgress }),
]);

export const settings = z.strictObject({
  theme: z.enum(THEMES),
  /** Display zone; `case` follows the case's own. */
  zone: z.union([z.literal('case'), z.literal('local'), zone]),
  autoLockMinutes: z.number().int().min(0).max(1440),
  rowHeight: z.union([z.literal(20), z.literal(24), z.literal(28)]),
  wrap: z.boolean(),
  /** Folder where new cases are proposed; null: `cases` in the data folder. */
  caseFolder: z.string().max(4096).nullable(),
  /** Gives signed reports a time of its own (RFC 3161); null: none is asked. */
  timeStampServer: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .nullable(),
});

export const appContract = {
  /** What the page must know before it can draw its first screen. */
  'app.state': call(
    'open',
    nothing,
    z.strictObject({
      version: z.string(),
      shell: z.enum(['electron', 'web']),
      platform: z.string(),
      dataFolder: z.string(),
      localZone: z.string(),
      vault: z.enum(['none', 'locked', 'unlocked']),
      profileName: z.string().nullable(),
      keychain: z.strictObject({
        available: z.boolean(),
        backend: z.string().nullable(),
        reason: z.string().nullable(),
        enrolled: z.boolean(),
      }),
      openCase: z
        .strictObject({ path: z.string(), name: z.string(), zone: z.string(), sample: z.boolean() })
        .nullable(),
      /** Native dialogs of the shell; without them the page shows `files.browse`. */
      nativeDialogs: z.boolean(),
      settings,
    }),
  ),
  /** Lives as long as the page; its items say what to ask for again. */
  'app.events': stream('open', nothing, event, nothing),
  'settings.set': call('open', settings.partial(), settings),
  /** One folder of this machine, for choosing files where the shell has no dialog. */
  'files.browse': call(
    'vault',
    z.strictObject({ folder: path.nullable() }),
    z.strictObject({
      folder: z.string(),
      parent: z.string().nullable(),
      entries: z.array(
        z.strictObject({
          name: z.string(),
          path: z.string(),
          kind: z.enum(['folder', 'file']),
          size: z.number(),
          modifiedMs: z.number(),
        }),
      ),
      /** More entries than are listed. */
      more: z.number().int(),
    }),
  ),
  /** The shell's own dialog; null: the analyst closed it, or the shell has none. */
  'files.pick': call(
    'vault',
    z.strictObject({
      what: z.enum(['logs', 'folder', 'case', 'new-case']),
      name: z.string().max(200).optional(),
    }),
    z.strictObject({ paths: z.array(z.string()).nullable() }),
  ),
};
