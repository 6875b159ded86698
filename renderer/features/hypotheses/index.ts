export { HypothesesScreen } from './HypothesesScreen.tsx';
