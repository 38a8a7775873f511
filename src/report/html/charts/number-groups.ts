/** A number above a chart, or several whose marks lie too close for each to have one of its own. */
export interface NumberGroup {
  /** `4`, or `4–6`. */
  readonly text: string;
  /** Where its middle is, in pixels from the left of the plot. */
  readonly middle: number;
}

/**
 * Puts ascending numbers over their places on a plot, so that none touches another or leaves the plot. It stands in the page's script as well,
 * so it uses nothing from outside itself.
 */
export function numberGroups(
  marks: readonly { readonly at: number; readonly number: number }[],
  width: number,
): readonly NumberGroup[] {
  const groupOf = (some: typeof marks) => {
    const [first, last] = [some[0], some[some.length - 1]];
    if (first === undefined || last === undefined) throw new RangeError('a group without marks');
    const text = some.length === 1 ? String(first.number) : `${first.number}–${last.number}`;
    const half = (10 + 7 * text.length) / 2;
    const middle = Math.min(Math.max((first.at + last.at) / 2, half), Math.max(half, width - half));
    return { some, text, middle, half };
  };
  const groups: ReturnType<typeof groupOf>[] = [];
  for (const mark of marks) {
    let group = groupOf([mark]);
    for (let before = groups.at(-1); before !== undefined; before = groups.at(-1)) {
      if (before.middle + before.half + 3 <= group.middle - group.half) break;
      groups.pop();
      group = groupOf([...before.some, ...group.some]);
    }
    groups.push(group);
  }
  return groups.map(({ text, middle }) => ({ text, middle }));
}
