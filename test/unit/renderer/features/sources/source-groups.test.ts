import { expect, test } from 'vitest';
import {
  foundGroups,
  type Order,
  type Source,
} from '../../../../../renderer/features/sources/source-groups.ts';

const SOURCE: Source = {
  id: 0,
  path: '',
  state: 'done',
  size: null,
  bytes: 0,
  lines: 0,
  records: 0,
  unparsed: 0,
  others: [],
  back: 0,
  backUs: 0,
  format: { detected: 'syslog', override: null },
  formatScore: 1,
  zone: { detected: 'UTC', override: null },
  encoding: { detected: 'utf-8', override: null },
  shiftUs: 0,
  fromUs: null,
  toUs: null,
  sha256: null,
  follows: true,
  log: null,
  duplicate: null,
  error: null,
};

const log = (position: number) => ({ path: '/v/app.log', position, of: 2 });
const SOURCES: readonly Source[] = [
  { ...SOURCE, id: 1, path: '/v/host10.log', records: 5, fromUs: 30, unparsed: 2 },
  { ...SOURCE, id: 2, path: '/v/app.log.1', records: 3, fromUs: 10, log: log(1) },
  { ...SOURCE, id: 3, path: '/v/app.log', records: 4, fromUs: 20, log: log(2) },
  {
    ...SOURCE,
    id: 4,
    path: '/v/host9.log',
    records: 1,
    state: 'failed',
    format: { detected: 'syslog', override: 'glog' },
    error: { code: 'FILE_CHANGED', message: 'it was cut', details: {} },
  },
];

const ids = (words: string, order: Order): number[][] =>
  foundGroups(SOURCES, words, order, (state) => (state === 'failed' ? 'incomplete' : 'read')).map(
    ({ sources }) => sources.map(({ id }) => id),
  );

test('sources are found by words of their path, format, state and failure', () => {
  expect(ids('', 'case')).toEqual([[1], [2, 3], [4]]);
  expect(ids('HOST log', 'case')).toEqual([[1], [4]]);
  expect(ids('app.log.1', 'case')).toEqual([[2]]);
  expect(ids('glog', 'case')).toEqual([[4]]);
  expect(ids('incomplete cut', 'case')).toEqual([[4]]);
  expect(ids('absent', 'case')).toEqual([]);
});

test('they are ordered, the files of one log as one', () => {
  expect(ids('', 'name')).toEqual([[2, 3], [4], [1]]);
  expect(ids('', 'records')).toEqual([[2, 3], [1], [4]]);
  expect(ids('', 'time')).toEqual([[2, 3], [1], [4]]);
  expect(ids('', 'wrong')).toEqual([[4], [1], [2, 3]]);
});
