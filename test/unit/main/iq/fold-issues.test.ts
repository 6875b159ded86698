import { describe, expect, it } from 'vitest';
import type { SkeletonStats } from '#shared/model/template.ts';
import { foldIssues, mineTemplates } from '../../../../main/iq/index.ts';
import { row } from './skeleton-rows.ts';

function issuesOf(...rows: SkeletonStats[]) {
  const { templates, templateOf } = mineTemplates(rows);
  return foldIssues(rows, templateOf, templates);
}

const TRACE = 'java.net.ConnectException\ncom.shop.OrderDao.connect\ncom.shop.Orders.load';

describe('foldIssues', () => {
  it('calls failures of an access log by what was asked for', () => {
    const issues = issuesOf(
      row(1, '"POST /api/orders HTTP/1.1" \u0000 \u0000 "-"', { count: 3, level: 'error' }),
      row(2, '"GET \u0000 \u0000" \u0000 \u0000 "-"', { count: 2, level: 'error' }),
    );
    expect(issues.map(({ title }) => title)).toEqual([
      'POST /api/orders answered with an error',
      'GET requests answered with an error',
    ]);
  });

  it('gives no two issues one headline', () => {
    const issues = issuesOf(
      row(1, '"GET # #" # # "-" "#"', { count: 4, level: 'error' }),
      row(2, '"GET # #" # # "http:#" "#"', { count: 3, level: 'error' }),
      row(3, `all orders of # are lost\n${TRACE}`, { count: 2, level: 'error' }),
      row(4, `no payment\n${TRACE}.again`, { count: 1, level: 'error' }),
    );
    expect(issues.map(({ title }) => title)).toEqual([
      'GET requests answered with an error',
      'GET requests answered with an error: http',
      'ConnectException in OrderDao.connect: called by Orders.load',
      'ConnectException in OrderDao.connect: called by load.again',
    ]);
  });

  it('joins one exception logged by different messages', () => {
    const [issue, ...others] = issuesOf(
      row(1, `order # failed\n${TRACE}`, { count: 3, level: 'error' }),
      row(2, `giving up\n${TRACE}`, { count: 2, level: 'fatal' }),
      row(3, 'all is well', { count: 90 }),
    );
    expect(others).toEqual([]);
    expect(issue).toMatchObject({
      title: 'ConnectException in OrderDao.connect',
      kind: 'exception',
      exceptionType: 'java.net.ConnectException',
      frames: ['com.shop.OrderDao.connect', 'com.shop.Orders.load'],
      level: 'fatal',
      count: 5,
      firstUs: 1000,
      lastUs: 2010,
      trend: [5, 0],
      templateIds: [1, 2],
      skeletonIds: [1, 2],
    });
    expect(issue?.key).toMatch(/^[0-9a-f]{16}$/);
  });

  it('tells exceptions of other frames apart', () => {
    expect(
      issuesOf(
        row(1, `failed\n${TRACE}`, { level: 'error' }),
        row(2, 'failed\njava.net.ConnectException\ncom.shop.Mail.send', { level: 'error' }),
      ),
    ).toHaveLength(2);
  });

  it('takes an exception that is only named from warning on, by its message', () => {
    const named = (id: number, level: 'info' | 'warning') =>
      row(id, 'retry # after TypeError\nTypeError', { level });
    expect(issuesOf(named(1, 'info'))).toEqual([]);
    expect(issuesOf(named(1, 'warning'))[0]?.title).toBe('TypeError: retry … after TypeError');
    const told = 'task # exited : java.io.EOFException: cut off at #\njava.io.EOFException';
    const [issue] = issuesOf(row(1, told, { level: 'error' }));
    expect(issue?.title).toBe('EOFException: cut off at …');
  });

  it('takes templates of level error, gravest first, then commonest', () => {
    const issues = issuesOf(
      row(1, 'disk # full', { level: 'error', count: 5 }),
      row(2, 'queue # lost', { level: 'error', count: 9 }),
      row(3, 'panic', { level: 'fatal' }),
      row(4, 'slow', { level: 'warning', count: 100 }),
    );
    expect(issues.map(({ title }) => title)).toEqual(['panic', 'queue … lost', 'disk … full']);
    expect(issues[0]).toMatchObject({ kind: 'template', exceptionType: null, frames: [] });
  });

  it('keeps an issue’s key when its template widens', () => {
    const one = row(1, 'no access for user ann', { level: 'error' });
    const other = row(2, 'no access for user ben', { level: 'error' });
    const [before] = issuesOf(one);
    const [after] = issuesOf(one, other);
    expect(after?.title).toBe('no access for user …');
    expect(after?.key).toBe(before?.key);
  });

  it('shortens a long title at a word', () => {
    const [issue] = issuesOf(row(1, 'word '.repeat(60).trim(), { level: 'error' }));
    expect(issue?.title.length).toBeLessThanOrEqual(120);
    expect(issue?.title.length).toBeGreaterThan(100);
    expect(issue?.title.endsWith(' word…')).toBe(true);
  });
});
