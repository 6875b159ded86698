/** Blocks whose filter is asked before it is known what it is good for. */
const FIRST = 4;
/** Opening a filter takes about a fifth of the time of reading columns: it pays where it closes one block of so many. */
const ONE_OF = 5;
/** One of so many blocks is asked when it does not pay, in case others are different. */
const AGAIN = 8;

/** Whether the word filters of blocks close any of them to a search that reads columns. */
export class FilterUse {
  private asked = 0;
  private closed = 0;
  private passed = 0;
  private isSpared = false;

  /** Says whether columns alone decided the last block: only then a filter may be passed over. */
  spare(columnsDecide: boolean): void {
    this.isSpared = columnsDecide;
  }

  /** Whether the filter of the next block is worth opening. */
  pays(): boolean {
    if (!this.isSpared || this.asked < FIRST || this.closed * ONE_OF >= this.asked) return true;
    this.passed++;
    return this.passed % AGAIN === 0;
  }

  /** @param closed whether the filter that was asked closed its block */
  note(closed: boolean): void {
    this.asked++;
    if (closed) this.closed++;
  }
}
