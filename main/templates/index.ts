/** Templates as an analyst sets them right: what is kept in the case, and what later cases are told. */
export {
  createTemplateDesk,
  type SlotFacets,
  type TemplateCorrection,
  type TemplateDesk,
} from './template-desk.ts';
export { createTemplateMemory, type TemplateMemory } from './template-memory.ts';
export { createSeenTemplates, type SeenTemplates, type Sighting } from './seen-templates.ts';
