export { caseAnswers, nextSubmission } from './case-answers.ts';
export { caseFacts } from './evidence/case-facts.ts';
export { frameworkOf, frameworks, stageOf } from './frameworks/bundled-frameworks.ts';
export { formatOf } from './render/formats.ts';
export { noteReport } from './note-report.ts';
export { prepareReport, type Gap } from './report.ts';
export { createReportDesk } from './report-desk.ts';
export { signerOf, writeReport, type ReportSigning } from './sign/sign-report.ts';
export { verifyDetached, verifyPdf, type FileVerdict } from './sign/verify-report.ts';
