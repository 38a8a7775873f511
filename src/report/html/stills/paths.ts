/** A point of a line in pixels; null is a gap. */
export type PathPoint = readonly [x: number, y: number] | null;

/** Keeps only the lowest and highest point of each pixel column, in order: the line looks the same with far fewer points. */
export function thinned(points: readonly PathPoint[]): readonly PathPoint[] {
  const columns: PathPoint[][] = [];
  let last = Number.NaN;
  for (const point of points) {
    const column = point === null ? Number.NaN : Math.floor(point[0]);
    if (column === last) columns.at(-1)?.push(point);
    else columns.push([point]);
    last = column;
  }
  return columns.flatMap((column) => {
    if (column.length <= 2) return column;
    const heights = column.map((point) => point?.[1] ?? 0);
    const ends = [heights.indexOf(Math.min(...heights)), heights.indexOf(Math.max(...heights))];
    return [...new Set(ends.toSorted((a, b) => a - b))].map((index) => column[index] ?? null);
  });
}

/** The line through some points as an SVG path; a lone point becomes a dot with round line caps. */
export function linePath(points: readonly PathPoint[]): string {
  return runsOf(points)
    .map((run) => (run.length === 1 ? `M${run.map(pair).join('')}h0` : `M${run.map(pair).join('L')}`))
    .join('');
}

/** The area between a line and the bottom of the plot. */
export function areaPath(points: readonly PathPoint[], bottom: number): string {
  return runsOf(points)
    .map(
      (run) =>
        `M${short(run[0]?.[0] ?? 0)},${short(bottom)}L${run.map(pair).join('L')}L${short(run.at(-1)?.[0] ?? 0)},${short(bottom)}Z`,
    )
    .join('');
}

/** The area below steps, each from its point to the next. */
export function stepPath(points: readonly PathPoint[], bottom: number): string {
  return runsOf(points)
    .map((run) => {
      const steps = run.flatMap(([x, y], index) =>
        short(y) === short(run[index - 1]?.[1] ?? Number.NaN) ? [] : `H${short(x)}V${short(y)}`,
      );
      return `M${short(run[0]?.[0] ?? 0)},${short(bottom)}${steps.join('')}H${short(run.at(-1)?.[0] ?? 0)}V${short(bottom)}Z`;
    })
    .join('');
}

type Run = readonly (readonly [x: number, y: number])[];

/** The points between gaps. */
function runsOf(points: readonly PathPoint[]): readonly Run[] {
  const runs: (readonly [number, number])[][] = [[]];
  for (const point of points) {
    if (point === null) runs.push([]);
    else runs.at(-1)?.push(point);
  }
  return runs.filter(({ length }) => length > 0);
}

function pair([x, y]: readonly [number, number]): string {
  return `${short(x)},${short(y)}`;
}

/** A tenth of a pixel is enough. */
function short(pixels: number): string {
  return String(Math.round(pixels * 10) / 10);
}
