export { ToolkitSettings } from './ToolkitSettings.tsx';
