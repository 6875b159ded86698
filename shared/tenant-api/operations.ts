import type { AuditOperations } from './audit.ts';
import type { CasesOperations } from './cases.ts';
import type { DeploymentsOperations } from './deployments.ts';
import type { DevicesOperations } from './devices.ts';
import type { EnvironmentsOperations } from './environments.ts';
import type { GraphqlOperations } from './graphql.ts';
import type { IdentityOperations } from './identity.ts';
import type { JobsOperations } from './jobs.ts';
import type { PlatformOperations } from './platform.ts';
import type { RawLogsOperations } from './raw-logs.ts';
import type { RetentionOperations } from './retention.ts';
import type { SubscriptionsOperations } from './subscriptions.ts';
import type { SyncOperations } from './sync.ts';
import type { WebhooksOperations } from './webhooks.ts';

/** What the team server says of itself, by `npm run build:tenant-client`: not written by hand. */
export type Operations = PlatformOperations &
  SyncOperations &
  GraphqlOperations &
  IdentityOperations &
  DevicesOperations &
  CasesOperations &
  RawLogsOperations &
  AuditOperations &
  WebhooksOperations &
  JobsOperations &
  RetentionOperations &
  SubscriptionsOperations &
  EnvironmentsOperations &
  DeploymentsOperations;

/** How what is refused is answered. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  code: string;
  request: string;
  details: Record<string, string | number | boolean | null>;
};
