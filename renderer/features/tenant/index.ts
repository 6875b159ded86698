export { TeamScreen } from './TeamScreen.tsx';
export { WipedNotice } from './WipedNotice.tsx';
export { StepUpNotice } from './StepUpNotice.tsx';
