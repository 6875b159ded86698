import type { NewEnvironment } from '#shared/deployments/deployment-model.ts';

/** An environment of which one other approves and nothing more is asked; nobody answers at its webhook. */
export const PLAIN_ENVIRONMENT: NewEnvironment = {
  name: 'staging',
  policy: {
    production: false,
    approvals: 1,
    stepUp: false,
    earlierFirst: false,
    noIncidents: true,
    observeSeconds: 0,
    everySeconds: 1,
    failedChecks: 1,
    healthUrl: null,
    errorRate: null,
    newIssues: null,
  },
  executor: { kind: 'webhook', url: 'https://example.org/' },
};
