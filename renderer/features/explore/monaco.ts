import 'monaco-editor/language/json/monaco.contribution';
import { editorLook, monaco } from '../../ui/monaco.ts';

/** Shows JSON in an element, read-only. Gives what takes it away again. */
export function showJson(element: HTMLElement, json: string, label: string): () => void {
  const editor = monaco.editor.create(element, {
    ...editorLook(label),
    value: json,
    language: 'json',
    readOnly: true,
    domReadOnly: true,
    lineNumbers: 'off',
    renderLineHighlight: 'none',
  });
  return () => {
    editor.getModel()?.dispose();
    editor.dispose();
  };
}
