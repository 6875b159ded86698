export { PlaybooksScreen } from './PlaybooksScreen.tsx';
