import { z } from 'zod';
import { Failure } from '#shared/model/failure.ts';
import { counted, defineTool, parseRecordName, recordInput, shownRow } from './tool.ts';

/** Characters of a record that are given whole; what is longer is cut, and says so. */
const LONGEST = 8000;

export const record = defineTool({
  description:
    'Gives one record whole (its text, its fields) and what its source, or every source, logged just before and after it.',
  input: z.strictObject({
    record: recordInput,
    scope: z.enum(['source', 'timeline']).default('source'),
    before: z.number().int().min(0).max(50).default(5),
    after: z.number().int().min(0).max(50).default(5),
  }),
  async find({ record: name, scope, before, after }, { open, signal }) {
    const ref = parseRecordName(name);
    if (ref === null) throw new Failure('RECORD_GONE', `There is no record ${name} in the case.`);
    const detail = await open.store.record(ref);
    if (scope === 'source') {
      return { detail, ...(await open.store.sourceRows(ref, before, after)) };
    }
    const everything = { query: '', fromUs: null, toUs: null };
    const { viewId } = await open.store.search(everything, signal, () => {});
    const row = (await open.store.locate(viewId, 'asc', { by: 'record', ref })) ?? 0;
    const start = Math.max(0, row - before);
    const { rows } = await open.store.rows(viewId, 'asc', start, row - start + after + 1);
    return { detail, rows, index: row - start };
  },
  show: ({ detail, rows }, context) => ({
    ...shownRow(detail.row, context),
    text: detail.raw.slice(0, LONGEST),
    cut: detail.raw.length > LONGEST,
    fields: Object.fromEntries(detail.fields.map(({ name, value }) => [name, value])),
    around: rows.map((row) => shownRow(row, context)),
  }),
  told: ({ rows }) => `1 record and ${counted(Math.max(0, rows.length - 1))} around it`,
});
