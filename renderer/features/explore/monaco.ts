import 'monaco-editor/language/json/monaco.contribution';
import * as monaco from 'monaco-editor/editor/editor.api';
// oxlint-disable-next-line import/default -- vite makes the default export of a ?worker
import EditorWorker from 'monaco-editor/editor/editor.worker?worker';
// oxlint-disable-next-line import/default -- vite makes the default export of a ?worker
import JsonWorker from 'monaco-editor/language/json/json.worker?worker';

declare global {
  interface Window {
    MonacoEnvironment?: monaco.Environment;
  }
}

window.MonacoEnvironment = {
  getWorker: (_id, label) => (label === 'json' ? new JsonWorker() : new EditorWorker()),
};

/** Shows JSON in an element, read-only. Gives what takes it away again. */
export function showJson(element: HTMLElement, json: string, label: string): () => void {
  const dark = document.documentElement.dataset['mantineColorScheme'] === 'dark';
  const editor = monaco.editor.create(element, {
    value: json,
    language: 'json',
    theme: dark ? 'vs-dark' : 'vs',
    readOnly: true,
    domReadOnly: true,
    automaticLayout: true,
    ariaLabel: label,
    fontFamily: 'JetBrains Mono Variable, monospace',
    fontSize: 12,
    lineHeight: 18,
    minimap: { enabled: false },
    scrollBeyondLastLine: false,
    lineNumbers: 'off',
    folding: true,
    wordWrap: 'on',
    renderLineHighlight: 'none',
    contextmenu: false,
    links: false,
  });
  return () => {
    editor.getModel()?.dispose();
    editor.dispose();
  };
}
