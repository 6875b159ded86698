export { DeploymentsScreen } from './DeploymentsScreen.tsx';
