const bars = [...'▁▂▃▄▅▆▇█'];
const nothing = '·';

/** A small graph, one character per figure, from 0 to the highest; a figure of 0 is a dot. */
export function sparkline(figures: readonly number[]): string {
  const highest = Math.max(...figures, 0);
  return figures
    .map((figure) => (figure <= 0 ? nothing : (bars[Math.round((figure / highest) * bars.length) - 1] ?? bars[0])))
    .join('');
}
