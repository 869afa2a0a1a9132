/** Answers by address: each is asked for once, and who asks again while it is on its way waits for the same one. */
export class Memory<T> {
  private readonly known = new Map<string, Promise<T>>();

  /** `most`: how many answers are remembered; the oldest is forgotten first. */
  constructor(private readonly most: number) {}

  /** An answer that failed is forgotten, so that the next call asks again. */
  get(address: string, ask: () => Promise<T>): Promise<T> {
    const before = this.known.get(address);
    if (before !== undefined) return before;
    const answer = ask();
    this.known.set(address, answer);
    answer.catch(() => this.known.delete(address));
    const [oldest] = this.known.keys();
    if (this.known.size > this.most && oldest !== undefined) this.known.delete(oldest);
    return answer;
  }
}
