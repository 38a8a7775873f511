/** Finds the first of many members in an order in which one after the other changes its place, in logarithmic time. */
export class FirstOf {
  readonly #isBefore: (left: number, right: number) => boolean;
  readonly #leaves: number;
  /** A binary tree in an array: by node, the first of its members; its children are the nodes `2 * node` and `2 * node + 1`. */
  readonly #first: Int32Array;

  /** Members are numbers below `members`. */
  constructor(members: number, isBefore: (left: number, right: number) => boolean) {
    this.#isBefore = isBefore;
    this.#leaves = 2 ** Math.ceil(Math.log2(members));
    this.#first = new Int32Array(2 * this.#leaves).fill(none);
    for (let member = 0; member < members; member += 1) this.#first[this.#leaves + member] = member;
    for (let node = this.#leaves - 1; node >= 1; node -= 1) this.#decide(node);
  }

  /** Of several that are first, the one with the lowest number. */
  get member(): number {
    return this.#first[1]!;
  }

  /** A member's place in the order may have changed. */
  changed(member: number): void {
    for (let node = (this.#leaves + member) >> 1; node >= 1; node >>= 1) this.#decide(node);
  }

  #decide(node: number): void {
    const [left, right] = [this.#first[2 * node]!, this.#first[2 * node + 1]!];
    this.#first[node] = right === none || !this.#isBefore(right, left) ? left : right;
  }
}

const none = -1;
