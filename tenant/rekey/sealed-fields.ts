import { auditKeySecret } from '../audit/index.ts';
import { readableSecret } from '../cases/index.ts';
import { executorSecret } from '../deployments/index.ts';
import { codeAppSecret, keptAnswer, tokenKeySecret } from '../identity/index.ts';
import type { SealedField } from '../platform/index.ts';
import { licenceKeySecret } from '../subscriptions/index.ts';
import { webhookSecrets } from '../webhooks/index.ts';

/** Every column of the database whose values are sealed under keys of their tenant. */
export const SEALED_FIELDS: readonly SealedField[] = [
  auditKeySecret,
  codeAppSecret,
  executorSecret,
  keptAnswer,
  licenceKeySecret,
  readableSecret,
  tokenKeySecret,
  ...webhookSecrets,
];
