import { z } from 'zod';
import { storedRawLogs } from '#shared/sync/readable-logs-api.ts';
import { call, stream } from './call.ts';
import { leaveChoice, nothing, sourceId } from './values.ts';

const sourceIds = z.array(sourceId).max(100_000).nullable();
const uploadId = z.uuid();
/** Bytes. */
const progress = z.strictObject({ done: z.number().int(), total: z.number().int() });

/** Raw logs that members share of the open case, beside its journal. */
export const rawLogsContract = {
  'tenant.rawLogs': call(
    'case',
    nothing,
    z.array(
      z.strictObject({
        uploadId: z.string(),
        /** Who shared them. */
        by: z.string(),
        isMine: z.boolean(),
        at: z.iso.datetime(),
        bytes: z.number().int(),
        /** Bytes that have still to come. */
        missing: z.number().int(),
        /** Null: they are sealed with a key that is not here. */
        contents: z
          .strictObject({
            sources: z.number().int(),
            records: z.number().int(),
            masked: z.boolean(),
            /** Something was erased from the case since. */
            stale: z.boolean(),
            /** Sources of them that are not read on this machine. */
            absent: z.number().int(),
          })
          .nullable(),
        /** The team's release by whose policy the server may read them; null: it cannot. */
        readable: z.strictObject({ version: z.string(), masked: z.boolean() }).nullable(),
        /** What to ask for to go on with sending them from this machine; null: it is not sending them. */
        goOn: z
          .strictObject({ sourceIds, masked: z.boolean(), serverReads: z.boolean() })
          .nullable(),
      }),
    ),
  ),
  /** Shares them; asked for once more with the same sources it goes on. */
  'tenant.shareRawLogs': stream(
    'case',
    z.strictObject({
      sourceIds,
      note: z.string().max(5000),
      leave: leaveChoice,
      /** The server is let read them, as a policy of the team allows. */
      serverReads: z.boolean(),
    }),
    progress,
    z.strictObject({ records: z.number().int(), bytes: z.number().int() }),
  ),
  /** Fetches them, and takes their records in. */
  'tenant.fetchRawLogs': stream(
    'case',
    z.strictObject({ uploadId }),
    progress,
    z.strictObject({ sources: z.number().int(), withheld: z.number().int() }),
  ),
  /** What lies on the server, of all cases that the member has; for a lead or an admin of all that the team shares. */
  'tenant.storedRawLogs': call('vault', nothing, z.array(storedRawLogs)),
  /** Records of some that the server may read; `text`: only those that it stands in. */
  'tenant.readRawLogs': call(
    'vault',
    z.strictObject({
      caseId: z.uuid(),
      uploadId,
      from: z.number().int().nonnegative(),
      text: z.string().min(1).max(500).nullable(),
    }),
    z.strictObject({
      records: z.array(
        z.strictObject({
          source: z.string(),
          line: z.number(),
          /** As the record has it, with its zone; null: it has none. */
          time: z.string().nullable(),
          level: z.string().nullable(),
          message: z.string(),
          /** It was too long to be kept whole. */
          cut: z.boolean(),
        }),
      ),
      /** Number of the first that was not looked at; null: there are no more. */
      next: z.number().int().nullable(),
    }),
  ),
  /** Ends that the server may read them; the sealed ones stay there. */
  'tenant.endReading': call('case', z.strictObject({ uploadId }), nothing),
  'tenant.takeBackRawLogs': call('case', z.strictObject({ uploadId }), nothing),
};
