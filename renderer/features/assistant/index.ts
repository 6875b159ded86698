export { AssistantScreen } from './AssistantScreen.tsx';
