import 'monaco-editor/languages/definitions/yaml/register';
import { editorLook, monaco } from './monaco.ts';

/** Something to be told at a line of the text, from 1. */
export interface LineNote {
  readonly line: number;
  readonly message: string;
  readonly kind: 'error' | 'warning';
}

/** An editor for YAML. */
export interface YamlCode {
  /** Puts another text in, in one step that can be undone. What is there already is left as it is. */
  put(text: string): void;
  /** Marks lines, in the place of those that were marked before. */
  mark(notes: readonly LineNote[]): void;
  goTo(line: number): void;
  dispose(): void;
}

/** Puts an editor into an element. */
export function editYaml(
  element: HTMLElement,
  text: string,
  label: string,
  onChange: (text: string) => void,
): YamlCode {
  const model = monaco.editor.createModel(text, 'yaml');
  model.updateOptions({ tabSize: 2, insertSpaces: true });
  const editor = monaco.editor.create(element, {
    ...editorLook(label),
    model,
    lineNumbersMinChars: 3,
    // Tab leaves the editor: who works by keyboard must not be caught in it.
    tabFocusMode: true,
    autoIndent: 'keep',
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
      const markers = notes.map(({ line, message, kind }) => {
        const at = Math.max(1, Math.min(model.getLineCount(), line));
        return {
          severity: kind === 'error' ? monaco.MarkerSeverity.Error : monaco.MarkerSeverity.Warning,
          message,
          startLineNumber: at,
          endLineNumber: at,
          startColumn: model.getLineFirstNonWhitespaceColumn(at) || 1,
          endColumn: model.getLineMaxColumn(at),
        };
      });
      monaco.editor.setModelMarkers(model, 'yaml', markers);
    },
    goTo(line) {
      editor.revealLineInCenter(line);
      editor.setPosition({
        lineNumber: line,
        column: model.getLineFirstNonWhitespaceColumn(line) || 1,
      });
      editor.focus();
    },
    dispose() {
      editor.dispose();
      model.dispose();
    },
  };
}
