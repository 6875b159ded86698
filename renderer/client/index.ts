export { ContractFailure, type Client } from './client.ts';
export { ClientProvider, useAction, useCall, useClient } from './client-context.tsx';
export { useSignIn } from './use-sign-in.ts';
export { useConnection } from './connection.ts';
export { pageClient } from './page-client.ts';
