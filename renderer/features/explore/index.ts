export { ExploreScreen } from './ExploreScreen.tsx';
