/** Events in the order of a time that only they move. Two of one time come in the order in which they were set. */
export class EventClock {
  private readonly heap: { at: number; n: number; run: () => void }[] = [];
  private n = 0;
  now = 0;

  /** Sets an event so many milliseconds from now. */
  after(ms: number, run: () => void): void {
    const event = { at: this.now + ms, n: this.n++, run };
    let i = this.heap.push(event) - 1;
    for (let up = (i - 1) >> 1; i > 0 && this.isBefore(i, up); i = up, up = (i - 1) >> 1) {
      this.swap(i, up);
    }
  }

  /** Runs the next event; false: there is none. */
  step(): boolean {
    const [event] = this.heap;
    const last = this.heap.pop();
    if (event === undefined || last === undefined) return false;
    if (this.heap.length > 0) {
      this.heap[0] = last;
      this.sink();
    }
    this.now = event.at;
    event.run();
    return true;
  }

  private sink(): void {
    for (let i = 0; ;) {
      let least = i;
      for (const child of [2 * i + 1, 2 * i + 2]) {
        if (child < this.heap.length && this.isBefore(child, least)) least = child;
      }
      if (least === i) return;
      this.swap(i, least);
      i = least;
    }
  }

  private isBefore(a: number, b: number): boolean {
    const [one, other] = [this.heap[a], this.heap[b]];
    if (one === undefined || other === undefined) return false;
    return one.at < other.at || (one.at === other.at && one.n < other.n);
  }

  private swap(a: number, b: number): void {
    const [one, other] = [this.heap[a], this.heap[b]];
    if (one === undefined || other === undefined) return;
    this.heap[a] = other;
    this.heap[b] = one;
  }
}
