import type { Output } from '#shared/contract/index.ts';

/** What is known of providers, their keys excepted. */
export type Providers = Output<'providers.list'>;
export type ListedProvider = Providers['providers'][number];
