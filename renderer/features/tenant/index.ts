export { TeamScreen } from './TeamScreen.tsx';
export { WipedNotice } from './WipedNotice.tsx';
export { ChangedNotice } from './ChangedNotice.tsx';
export { StepUpNotice } from './StepUpNotice.tsx';
