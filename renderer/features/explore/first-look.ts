/** What is known of a search that may still run. */
interface Looking {
  readonly running: boolean;
  readonly viewId: string | null;
  /** Of the last search that came to its end. */
  readonly answer: { readonly viewId: string } | null;
}

/**
 * Whether a query is looked for that was never answered to its end: nothing found so far does not mean that there is nothing.
 * One that is run again for new records keeps its view, and what it said before stands.
 */
export function isFirstLook({ running, viewId, answer }: Looking): boolean {
  return running && (viewId === null || answer?.viewId !== viewId);
}
