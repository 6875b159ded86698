import 'monaco-editor/features/codicon/register';
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

function themeOfPage(): string {
  const { mantineColorScheme, contrast } = document.documentElement.dataset;
  const dark = mantineColorScheme === 'dark';
  if (contrast === 'more') return dark ? 'hc-black' : 'hc-light';
  return dark ? 'vs-dark' : 'vs';
}

new MutationObserver(() => monaco.editor.setTheme(themeOfPage())).observe(
  document.documentElement,
  { attributeFilter: ['data-mantine-color-scheme', 'data-contrast'] },
);

/** How an editor looks wherever there is one. `label` names it for who does not see it. */
export function editorLook(label: string): monaco.editor.IStandaloneEditorConstructionOptions {
  return {
    theme: themeOfPage(),
    automaticLayout: true,
    ariaLabel: label,
    fontFamily: 'JetBrains Mono Variable, monospace',
    fontSize: 12,
    lineHeight: 18,
    minimap: { enabled: false },
    scrollBeyondLastLine: false,
    folding: true,
    wordWrap: 'on',
    contextmenu: false,
    links: false,
  };
}

export { monaco };
