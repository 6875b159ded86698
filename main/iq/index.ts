export { mineTemplates } from './mine-templates.ts';
