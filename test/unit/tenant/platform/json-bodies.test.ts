import { fastify } from 'fastify';
import { expect, test } from 'vitest';
import { Failure } from '../../../../shared/model/failure.ts';
import { addJsonBodies } from '../../../../tenant/platform/http/json-bodies.ts';
import type { HttpServer } from '../../../../tenant/platform/http/typed-server.ts';

/** What a server with no other routes answers to a body. */
async function answerTo(payload: string): Promise<number> {
  const server = fastify({ bodyLimit: 4_000_000 });
  addJsonBodies(server as unknown as HttpServer);
  server.setErrorHandler((error, _request, reply) =>
    reply.code(error instanceof Failure && error.code === 'REQUEST_INVALID' ? 422 : 500).send(),
  );
  server.post('/', async () => 'read');
  const headers = { 'content-type': 'application/json' };
  const { statusCode } = await server.inject({ method: 'POST', url: '/', headers, payload });
  await server.close();
  return statusCode;
}

test('half of a pair of UTF-16 is refused wherever it stands, whole text is not', async () => {
  expect(await answerTo('{"name":"\\ud83d\\ude00"}')).toBe(200);
  expect(await answerTo('{"name":"\\\\ud83d"}')).toBe(200);
  expect(await answerTo('{"name":"\\ud83d"}')).toBe(422);
  expect(await answerTo('{"a":[{"b\\udc00":1}]}')).toBe(422);
});

test('a body that nests as deep as it is long ends nothing', async () => {
  const deep = '['.repeat(500_000) + ']'.repeat(500_000);
  expect(await answerTo(`{"whole":"\\ud83d\\ude00","deep":${deep}}`)).toBe(200);
  expect(await answerTo(`{"deep":${deep},"half":"\\ud83d"}`)).toBe(422);
});
