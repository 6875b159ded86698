import type { HttpServer } from './typed-server.ts';

/** That a route will go, as its clients are told. */
export interface Deprecated {
  /** Since when it should not be used any more, and when it will be gone: dates of ISO 8601. */
  readonly since: string;
  readonly gone: string;
  /** What to use instead: the path of a route. */
  readonly successor: string;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    deprecated?: Deprecated;
  }
}

/**
 * Holds all routes to the same rules: one of the API that is not described does not start (so that OpenAPI and the routes
 * are the same), and one that will go says so with every answer (`Deprecation`, RFC 9745; `Sunset`, RFC 8594).
 */
export function addRouteRules(server: HttpServer): void {
  server.addHook('onRoute', ({ url, method, schema, config }) => {
    const described = schema?.hide === true || (schema?.summary && schema.tags && schema.response);
    if (url.startsWith('/api/') && !described) {
      throw new TypeError(
        `${String(method)} ${url} has no summary, tags and answers in its schema`,
      );
    }
    if (config?.deprecated !== undefined && schema !== undefined) schema.deprecated = true;
  });
  server.addHook('onSend', async ({ routeOptions }, reply) => {
    const { deprecated } = routeOptions.config;
    if (deprecated === undefined) return;
    const { since, gone, successor } = deprecated;
    void reply
      .header('deprecation', `@${Math.floor(Date.parse(since) / 1000)}`)
      .header('sunset', new Date(gone).toUTCString())
      .header('link', `<${successor}>; rel="successor-version"`);
  });
}
