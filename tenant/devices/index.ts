export { addDeviceRoutes } from './device-routes.ts';
