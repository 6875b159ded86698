export { TeamScreen } from './TeamScreen.tsx';
export { StepUpNotice } from './StepUpNotice.tsx';
