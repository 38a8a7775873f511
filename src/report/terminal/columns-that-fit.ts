import { textWidth } from '../text-width.js';

const gap = 2;
const indent = 2;

/**
 * The columns of a table, divided so that each part is at most `width` columns wide; every part begins with the first
 * `repeated` columns, which name its rows.
 */
export function columnsThatFit(
  width: number,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  repeated: number,
): readonly (readonly number[])[] {
  const widthOf = (column: number) =>
    gap + Math.max(...[head, ...rows].flatMap((cells) => (cells[column] ?? '').split('\n').map(textWidth)));
  const names = head.slice(0, repeated).map((_, column) => column);
  // The first column has no gap before it.
  const least = indent - gap + names.reduce((sum, column) => sum + widthOf(column), 0);
  const parts: number[][] = [];
  let used = width;
  for (let column = repeated; column < head.length; column++) {
    if (used + widthOf(column) > width) {
      parts.push([...names]);
      used = least;
    }
    parts.at(-1)?.push(column);
    used += widthOf(column);
  }
  return parts;
}
