export { frameworkOf, frameworks, stageOf } from './frameworks/bundled-frameworks.ts';
