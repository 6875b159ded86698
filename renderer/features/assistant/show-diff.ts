import { editorLook, monaco } from '../../ui/monaco.ts';

const MOST_HEIGHT = 300;

/** Puts a comparison of two texts into an element, to read. Gives what takes it away. */
export function showDiff(
  element: HTMLElement,
  texts: { readonly local: string; readonly sent: string },
  labels: { readonly local: string; readonly sent: string },
): () => void {
  const original = monaco.editor.createModel(texts.local, 'json');
  const modified = monaco.editor.createModel(texts.sent, 'json');
  const editor = monaco.editor.createDiffEditor(element, {
    ...editorLook(labels.sent),
    originalAriaLabel: labels.local,
    modifiedAriaLabel: labels.sent,
    readOnly: true,
    originalEditable: false,
    renderSideBySide: true,
    // Beside each other as long as there is room for two columns to be read.
    useInlineViewWhenSpaceIsLimited: true,
    renderSideBySideInlineBreakpoint: 640,
    hideUnchangedRegions: { enabled: true, contextLineCount: 2, minimumLineCount: 4 },
    diffWordWrap: 'on',
    ignoreTrimWhitespace: false,
    renderIndicators: false,
  });
  editor.setModel({ original, modified });
  const fit = (): void => {
    const height = editor.getModifiedEditor().getContentHeight();
    element.style.blockSize = `${Math.min(MOST_HEIGHT, height + 4)}px`;
  };
  editor.getModifiedEditor().onDidContentSizeChange(fit);
  fit();
  const first = editor.onDidUpdateDiff(() => {
    first.dispose();
    editor.revealFirstDiff();
  });
  return () => {
    editor.dispose();
    original.dispose();
    modified.dispose();
  };
}
