import { z } from 'zod';
import { LEVELS } from '#shared/model/level.ts';
import { createIssueDesk, issueQuery, type IssueNow } from '../../issues/index.ts';
import { utcOf } from '#shared/model/utc-time.ts';
import { counted, defineTool, shownRow } from './tool.ts';

export const templates = defineTool({
  description:
    'The patterns that all records were folded into, commonest first: text with <*> where it varies, count, levels, first and last seen.',
  input: z.strictObject({
    containing: z
      .string()
      .max(500)
      .default('')
      .describe('Only those whose text has this, any case.'),
    limit: z.number().int().min(1).max(200).default(40),
  }),
  async find({ containing, limit }, { open }) {
    const wanted = containing.toLowerCase();
    const all = await open.templates();
    const found = all.filter(({ text }) => text.toLowerCase().includes(wanted));
    return { all: all.length, found: found.length, templates: found.slice(0, limit) };
  },
  show: ({ all, found, templates: listed }) => ({
    all,
    found,
    templates: listed.map(({ id, text, count, levels, firstUs, lastUs }) => ({
      query: `template:${id}`,
      text,
      count,
      levels: Object.fromEntries(
        LEVELS.flatMap((level, code) => {
          const n = levels[code] ?? 0;
          return n === 0 ? [] : [[level, n]];
        }),
      ),
      first: utcOf(firstUs),
      last: utcOf(lastUs),
    })),
  }),
  told: ({ found, all }) => `${counted(found)} of ${counted(all)} templates`,
});

const shownIssue = ({ issue, state, priority, reasons }: IssueNow) => ({
  key: issue.key,
  title: issue.title,
  culprit: issue.culprit,
  level: issue.level,
  count: issue.count,
  first: utcOf(issue.firstUs),
  last: utcOf(issue.lastUs),
  state,
  priority,
  because: reasons.map(({ reason }) => reason),
  query: issueQuery(issue),
});

export const issues = defineTool({
  description:
    'The problems of the case, gravest first: exceptions raised at one place, and error templates.',
  input: z.strictObject({ limit: z.number().int().min(1).max(200).default(20) }),
  async find({ limit }, { open }) {
    const all = await createIssueDesk(open).list();
    return { all: all.length, issues: all.slice(0, limit) };
  },
  show: ({ all, issues: listed }) => ({ all, issues: listed.map(shownIssue) }),
  told: ({ all }) => (all === 1 ? '1 issue' : `${counted(all)} issues`),
});

const MOST_TOLD = 20;

export const issue = defineTool({
  description:
    'One issue: some of its records, its stack trace, and which hosts, services, users and releases its records name.',
  input: z.strictObject({ key: z.string().min(1).max(200).describe('Key of the issue.') }),
  find: ({ key }, { open }) => createIssueDesk(open).show(key),
  show: ({ now, samples, trace, told, related }, context) => ({
    ...shownIssue(now),
    samples: samples.slice(0, 5).map((row) => shownRow(row, context)),
    trace:
      trace === null
        ? null
        : trace.exceptions.map(({ type, message, frames }) => ({
            type,
            message,
            frames: frames.slice(0, 12).map(({ name, path, line }) => ({ name, path, line })),
          })),
    told: Object.fromEntries(
      Object.entries(told).map(([what, { field, values, distinct }]) => [
        what,
        {
          field,
          distinct,
          values: values.slice(0, MOST_TOLD).map(({ value, count }) => ({ value, count })),
        },
      ]),
    ),
    related: related.map(({ now: other, because }) => ({
      key: other.issue.key,
      title: other.issue.title,
      because,
    })),
  }),
  told: ({ now }) => now.issue.title,
});
