import { describe, expect, test } from 'vitest';
import { levelOf } from '#shared/model/level.ts';
import {
  levelReading,
  levelInMessage,
  levelWords,
} from '../../../../../main/ingest/formats/level-reading.ts';

const words = levelWords({ oops: 'fatal', '50': 'error' });

describe('a level', () => {
  test.each([
    ['word', 'WARN', 'warning'],
    ['word', ' Error ', 'error'],
    ['word', 'oops', 'fatal'],
    ['word', 'constructor', 'unknown'],
    ['priority', '165', 'notice'],
    ['priority', '34', 'fatal'],
    ['severity', '3', 'error'],
    ['severity', '9', 'unknown'],
    ['severity', 'x', 'unknown'],
    ['status', '503', 'error'],
    ['status', '404', 'warning'],
    ['status', '200', 'info'],
    ['status', '7', 'unknown'],
  ] as const)('%s %s is %s', (kind, text, level) => {
    expect(levelOf(levelReading({ field: 'f', as: kind, scale: [] })(text, words))).toBe(level);
  });
});

describe('a level word in a message', () => {
  test.each([
    ['error: no such host', 'error'],
    ['worker 7 [warn] slow', 'warning'],
    ['something Warning: old', 'warning'],
    ['FATAL out of memory', 'fatal'],
    ['{"time":1,"level":"error"}', 'error'],
    ['{"level":50}', 'error'],
    ['level=debug x', 'debug'],
    ['java.lang.IllegalStateException: no pool', 'error'],
    ['Traceback (most recent call last):', 'error'],
    ['no errors were found', 'unknown'],
    ['terror: a film', 'unknown'],
    ['an error occurred', 'unknown'],
    [`${'x'.repeat(200)} ERROR`, 'unknown'],
  ])('%s', (message, level) => {
    expect(levelOf(levelInMessage(message, words))).toBe(level);
  });
});

describe('declared levels', () => {
  const scale = [
    { from: 0, level: 'info' },
    { from: 4, level: 'warning' },
    { from: 7, level: 'error' },
  ] as const;
  test.each([
    ['8.9', 'error'],
    ['7', 'error'],
    ['6.99', 'warning'],
    ['0', 'info'],
    ['-1', 'unknown'],
    ['high', 'unknown'],
  ])('%s on a scale is %s', (text, level) => {
    const read = levelReading({ field: 'f', as: 'scale', scale: [...scale] });
    expect(levelOf(read(text, words))).toBe(level);
  });

  test.each([
    ['AccessDenied', 'error'],
    ['', 'unknown'],
    ['false', 'unknown'],
    ['0', 'unknown'],
  ])('that %j is there says %s', (text, level) => {
    const read = levelReading({ field: 'f', as: 'present', scale: [], level: 'error' });
    expect(levelOf(read(text, words))).toBe(level);
  });
});
