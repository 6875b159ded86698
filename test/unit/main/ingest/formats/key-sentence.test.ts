import { expect, test } from 'vitest';
import { sayKeys, sentenceOf } from '../../../../../main/ingest/formats/key-sentence.ts';

const say = (sentence: string, keys: Record<string, unknown>) =>
  sayKeys(sentenceOf(sentence), keys);

test.each([
  ['{eventName} by {user.name}', { eventName: 'Login', user: { name: 'anna' } }, 'Login by anna'],
  ['{a}[ from {ip}][: {error}]', { a: 'x', ip: '192.0.2.7' }, 'x from 192.0.2.7'],
  ['{a}[ from {ip}:{port}]', { a: 'x', ip: '192.0.2.7' }, 'x'],
  ['[{b} ]{a}', { a: 7 }, '7'],
  ['{list}', { list: [{ name: 'x' }] }, '[{"name":"x"}]'],
  ['{list.0.name} {ok}', { list: [{ name: 'x' }], ok: false }, 'x false'],
])('%s', (sentence, keys, said) => {
  expect(say(sentence, keys)).toBe(said);
});

test('without any of its values there is no sentence', () => {
  expect(say('{a} by {b}', { c: 1 })).toBeNull();
  expect(say('', { c: 1 })).toBeNull();
});
