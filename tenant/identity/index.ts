export { createAuthenticate, type Authenticate } from './authenticate.ts';
export { createFirstRun } from './first-run.ts';
export { forgetExpired, forgetExpiredHourly } from './forget-expired.ts';
export { addIdentityRoutes } from './identity-routes.ts';
export { requireRole, requireScope, type Principal } from './principal.ts';
export { addSignInRoutes } from './sign-in-routes.ts';
export { createTenantDoors } from './tenants.ts';
