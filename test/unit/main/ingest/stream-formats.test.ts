import { expect, test } from 'vitest';
import { StreamFormats } from '../../../../main/ingest/stream-formats.ts';

const facts = (format: string, formatScore: number) => ({
  format,
  formatScore,
  definition: null,
  encoding: 'utf-8' as const,
  zone: 'UTC',
  yearHint: null,
  overlap: null,
});

test('files of a log, and files called alike beside it, are asked for its format first', () => {
  const formats = new StreamFormats();
  formats.learn('/pods/api-7f9c4d/0.log.gz', facts('log4j', 0.9));
  formats.learn('/logs/app.log.3', facts('logfmt', 1));
  formats.learn('/logs/unsure.log.1', facts('generic', 0.2));
  expect(formats.near('/logs/app.log')).toBe('logfmt');
  expect(formats.near('/logs/app2.log')).toBeNull();
  expect(formats.alike('/pods/api-12ab9e/0.log.gz')).toBe('log4j');
  expect(formats.alike('/pods/web-12ab9e/0.log.gz')).toBeNull();
  expect(formats.alike('/logs/unsure.log')).toBeNull();
});
