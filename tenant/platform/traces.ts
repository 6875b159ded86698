import {
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
} from '@opentelemetry/api';
import type { LogEvent } from 'kysely';
import type { HttpServer } from './http/typed-server.ts';

const NAME = 'error-iq-tenant';
const tracer = trace.getTracer(NAME);

/**
 * Sends traces to an OpenTelemetry collector (OTLP over HTTP, its address of traces), those that a desktop began as well as
 * those of jobs. Gives what sends the rest and ends it. Without this call nothing is recorded.
 */
export async function sendTraces(url: string, version: string): Promise<() => Promise<void>> {
  // Loaded by who sends some only: they take longer than the rest of the server's start.
  const [{ OTLPTraceExporter }, { resourceFromAttributes }, sdk] = await Promise.all([
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/sdk-trace-node'),
  ]);
  const provider = new sdk.NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': NAME, 'service.version': version }),
    spanProcessors: [new sdk.BatchSpanProcessor(new OTLPTraceExporter({ url }))],
  });
  provider.register();
  return async () => {
    // A collector that is away keeps no server from ending.
    await provider.shutdown().catch(() => {});
    trace.disable();
    context.disable();
    propagation.disable();
  };
}

/** Records each request, under the trace that its header `traceparent` names (W3C Trace Context). */
export function addRequestSpans(server: HttpServer): void {
  const spans = new WeakMap<object, { span: Span; within: Context }>();
  server.addHook('onRequest', async (request) => {
    const { method, headers, routeOptions } = request;
    const route = routeOptions.url ?? 'none';
    const before = propagation.extract(context.active(), headers);
    const attributes = { 'http.request.method': method, 'http.route': route };
    const span = tracer.startSpan(
      `${method} ${route}`,
      { kind: SpanKind.SERVER, attributes },
      before,
    );
    spans.set(request, { span, within: trace.setSpan(before, span) });
  });
  // After the body was read: what runs then runs in another context than what came before.
  server.addHook('preValidation', (request, _reply, done) => {
    const known = spans.get(request);
    if (known === undefined) done();
    else context.with(known.within, done);
  });
  server.addHook('onResponse', async (request, reply) => {
    const span = spans.get(request)?.span;
    span?.setAttribute('http.response.status_code', reply.statusCode);
    if (reply.statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
  });
}

/** Records a statement of the database under what asked for it: its text, in which values are numbered and not named. */
export function recordStatement({ level, query, queryDurationMillis }: LogEvent): void {
  const endTime = Date.now();
  const text = query.sql.slice(0, 2000);
  const span = tracer.startSpan(text.split(' ', 1)[0] ?? 'SQL', {
    kind: SpanKind.CLIENT,
    startTime: endTime - queryDurationMillis,
    attributes: { 'db.system.name': 'postgresql', 'db.query.text': text },
  });
  if (level === 'error') span.setStatus({ code: SpanStatusCode.ERROR });
  span.end(endTime);
}
