import type { z } from 'zod';
import { analysisContract } from './analysis.ts';
import { appContract } from './app.ts';
import { assistantContract } from './assistant.ts';
import type { CallSpec, StreamSpec } from './call.ts';
import { casesContract } from './cases.ts';
import { custodyContract } from './custody.ts';
import { deploymentsContract } from './deployments.ts';
import { evidenceContract } from './evidence.ts';
import { exploreContract } from './explore.ts';
import { exportContract } from './export.ts';
import { formatsContract } from './formats.ts';
import { playbooksContract } from './playbooks.ts';
import { privacyContract } from './privacy.ts';
import { profileContract } from './profile.ts';
import { providersContract } from './providers.ts';
import { toolkitsContract } from './toolkits.ts';
import { reportsContract } from './reports.ts';
import { rulesContract } from './rules.ts';
import { signalsContract } from './signals.ts';
import { issuesContract } from './issues.ts';
import { sourcesContract } from './sources.ts';
import { teamPackContract } from './team-pack.ts';
import { tenantContract } from './tenant.ts';
import { vaultContract } from './vault.ts';

/** Everything the page and `main` may say to each other. */
export const contract = {
  ...appContract,
  ...vaultContract,
  ...casesContract,
  ...sourcesContract,
  ...formatsContract,
  ...exploreContract,
  ...exportContract,
  ...analysisContract,
  ...reportsContract,
  ...rulesContract,
  ...evidenceContract,
  ...custodyContract,
  ...privacyContract,
  ...profileContract,
  ...signalsContract,
  ...issuesContract,
  ...assistantContract,
  ...playbooksContract,
  ...providersContract,
  ...toolkitsContract,
  ...tenantContract,
  ...deploymentsContract,
  ...teamPackContract,
};

export type Contract = typeof contract;
export type Name = keyof Contract;
export type CallName = { [N in Name]: Contract[N] extends CallSpec ? N : never }[Name];
export type StreamName = { [N in Name]: Contract[N] extends StreamSpec ? N : never }[Name];

/** What a caller hands in. */
export type Input<N extends Name> = z.input<Contract[N]['input']>;
/** What a handler receives, after validation. */
export type Received<N extends Name> = z.output<Contract[N]['input']>;
export type Output<N extends Name> = z.output<Contract[N]['output']>;
export type Item<N extends StreamName> = Contract[N] extends StreamSpec
  ? z.output<Contract[N]['item']>
  : never;
