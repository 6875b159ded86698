export { FirstRunScreen } from './FirstRunScreen.tsx';
export { StartScreen } from './StartScreen.tsx';
export { UnlockScreen } from './UnlockScreen.tsx';
