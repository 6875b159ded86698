export { FindingDialog } from './FindingDialog.tsx';
export { TimelineScreen } from './TimelineScreen.tsx';
