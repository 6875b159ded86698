export { TeamScreen } from './TeamScreen.tsx';
export { WipedNotice } from './WipedNotice.tsx';
export { ChangedNotice, type Meaning } from './ChangedNotice.tsx';
export { StepUpNotice } from './StepUpNotice.tsx';
