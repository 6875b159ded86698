export { addGraphqlRoutes } from './graphql-routes.ts';
