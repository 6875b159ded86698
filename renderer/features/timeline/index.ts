export { FindingDialog } from './FindingDialog.tsx';
export { TimelineScreen } from './TimelineScreen.tsx';
export { mergedText } from './merged-text.ts';
