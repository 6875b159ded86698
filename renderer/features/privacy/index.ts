export { DataMapScreen } from './DataMapScreen.tsx';
