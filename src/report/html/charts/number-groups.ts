/** A number above a chart, or several whose marks are close together. */
export interface NumberGroup {
  /** `4`, or `4–6`. */
  readonly text: string;
  /** Its centre, in pixels from the left of the plot. */
  readonly middle: number;
}

/**
 * Places ascending numbers above their positions on a plot without touching each other or leaving the plot: close marks
 * share a badge, and badges that would touch move apart. Also embedded in the page's script, so it must not use anything
 * outside itself.
 */
export function numberGroups(
  marks: readonly { readonly at: number; readonly number: number }[],
  width: number,
  closePixels = 12,
): readonly NumberGroup[] {
  const groups: { first: number; last: number; from: number; to: number }[] = [];
  for (const { at, number } of marks) {
    const group = groups[groups.length - 1];
    if (group === undefined || at - group.to > closePixels)
      groups.push({ first: number, last: number, from: at, to: at });
    else Object.assign(group, { last: number, to: at });
  }
  const badges = groups.map(({ first, last, from, to }) => {
    const text = first === last ? String(first) : `${first}–${last}`;
    return { text, room: 13 + 7 * text.length, wanted: (from + to) / 2 };
  });
  if (badges.length > 1 && badges.reduce((sum, { room }) => sum + room, 0) > width)
    return numberGroups(marks, width, closePixels * 2);
  // Adjacent badges move as one, to the position closest to their marks.
  const rows: { start: number; room: number; badges: typeof badges }[] = [];
  const rowOf = (some: typeof badges) => {
    let room = 0;
    let starts = 0;
    for (const badge of some) {
      starts += badge.wanted - badge.room / 2 - room;
      room += badge.room;
    }
    return { start: Math.max(0, Math.min(starts / some.length, width - room)), room, badges: some };
  };
  for (const badge of badges) {
    let row = rowOf([badge]);
    for (
      let before = rows[rows.length - 1];
      before && before.start + before.room > row.start;
      before = rows[rows.length - 1]
    ) {
      rows.pop();
      row = rowOf([...before.badges, ...row.badges]);
    }
    rows.push(row);
  }
  return rows.flatMap((row) => {
    let start = row.start;
    return row.badges.map(({ text, room }) => {
      start += room;
      return { text, middle: start - room / 2 };
    });
  });
}
