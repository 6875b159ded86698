export { caseFacts } from './evidence/case-facts.ts';
export { frameworkOf, frameworks, stageOf } from './frameworks/bundled-frameworks.ts';
export { formatOf, renderReport } from './render/formats.ts';
export { prepareReport, type Gap } from './report.ts';
