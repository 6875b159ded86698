import 'monaco-editor/languages/definitions/yaml/register';
import { editorLook, monaco } from '../../ui/monaco.ts';

/** An editor for the YAML of a playbook. */
export interface PlaybookCode {
  /** Puts another text in, in one step that can be undone. What is there already is left as it is. */
  put(text: string): void;
  /** Marks lines, in the place of those that were marked before. */
  mark(notes: readonly { readonly line: number; readonly message: string }[]): void;
  goTo(line: number): void;
  dispose(): void;
}

/** Puts an editor into an element. */
export function editPlaybook(
  element: HTMLElement,
  text: string,
  label: string,
  onChange: (text: string) => void,
): PlaybookCode {
  const model = monaco.editor.createModel(text, 'yaml');
  model.updateOptions({ tabSize: 2, insertSpaces: true });
  const editor = monaco.editor.create(element, {
    ...editorLook(label),
    model,
    lineNumbersMinChars: 3,
    // Tab leaves the editor: who works by keyboard must not be caught in it.
    tabFocusMode: true,
    quickSuggestions: false,
    glyphMargin: false,
  });
  model.onDidChangeContent(() => onChange(model.getValue()));
  return {
    put(next) {
      if (next === model.getValue()) return;
      model.pushEditOperations([], [{ range: model.getFullModelRange(), text: next }], () => null);
    },
    mark(notes) {
      const markers = notes.map(({ line, message }) => {
        const at = Math.max(1, Math.min(model.getLineCount(), line));
        return {
          severity: monaco.MarkerSeverity.Error,
          message,
          startLineNumber: at,
          endLineNumber: at,
          startColumn: model.getLineFirstNonWhitespaceColumn(at) || 1,
          endColumn: model.getLineMaxColumn(at),
        };
      });
      monaco.editor.setModelMarkers(model, 'playbook', markers);
    },
    goTo(line) {
      editor.revealLineInCenter(line);
      editor.setPosition({ lineNumber: line, column: 1 });
      editor.focus();
    },
    dispose() {
      editor.dispose();
      model.dispose();
    },
  };
}
