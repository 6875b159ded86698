export { IssuesScreen } from './IssuesScreen.tsx';
