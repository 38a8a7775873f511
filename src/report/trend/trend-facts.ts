import type {
  TrendChange,
  TrendFigure,
  TrendGroup,
  TrendPoint,
  TrendRecord,
} from '../../record/series/trend-record.js';
import { formatInUnit, noFigure } from '../format-figures.js';

const words = { fail: 'WORSE', unknown: 'NO VERDICT', pass: 'NOT WORSE' } as const;

/** The verdict of a trend as a word, and what it is about. */
export function trendHeadline(trend: TrendRecord): { readonly word: string; readonly summary: string } {
  const worse = trend.groups.flatMap(({ name, figures }) =>
    figures.flatMap((figure) =>
      figure.worseSince === null ? [] : [`${figure.name} of ${name} since ${figure.worseSince.point}`],
    ),
  );
  const findings = {
    fail: `worse: ${worse.join('; ')}`,
    unknown: `too few points: a change can be found in ${trend.pointsNeeded} or more`,
    pass: 'no figure got worse',
  } as const;
  return { word: words[trend.verdict], summary: findings[trend.verdict] };
}

/** What was read, each a label and a text. */
export function trendRows({ variants, order, skipped }: TrendRecord): readonly (readonly [string, string])[] {
  const runs = variants.reduce((sum, { runIds }) => sum + runIds.length, 0);
  const days = variants.map(({ measuredAt }) => measuredAt.slice(0, 10)).sort();
  return [
    [
      'runs',
      `${runs} in ${variants.length} ${variants.length === 1 ? 'point' : 'points'}, ${days[0]} to ${days.at(-1)}`,
    ],
    ['order', orderText(order)],
    ...skipped.map(({ file, reason }, index) => [index === 0 ? 'skipped' : '', `${file}: ${reason}`] as const),
  ];
}

function orderText(order: string): string {
  const [kind, label] = order.split(':');
  if (kind === 'git') return `the commits that the label ${label} names, as in the git history`;
  return kind === 'label' ? `by the label ${label}, in the order of the first run of each` : 'by date';
}

/** The points of a group, in order. */
export function pointsOf({ variants }: TrendRecord, group: number): readonly TrendPoint[] {
  return variants.filter((point) => point.group === group);
}

export const figureHead = ['figure', 'first', 'latest', 'course', 'trend'] as const;

/** The row of each figure in the table of a group; the course has at most `most` characters. */
export function figureRows({ figures }: TrendGroup, most: number): readonly (readonly string[])[] {
  return figures.map((figure) => [
    figure.name,
    ...[levelText(figure, 'first'), levelText(figure, 'latest')],
    sparkline(figure.values, most),
    trendWord(figure),
  ]);
}

/** The level before the first change, or after the last one. */
function levelText({ changes, values, unit }: TrendFigure, end: 'first' | 'latest'): string {
  const known = values.filter((value) => value !== null);
  const level = end === 'first' ? changes[0]?.before : changes.at(-1)?.after;
  return formatInUnit(level ?? middleOf(known), unit);
}

function middleOf(values: readonly number[]): number | null {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? null;
}

/** `WORSE since 2026-03-02 09:30`. */
function trendWord({ verdict, worseSince }: TrendFigure): string {
  switch (verdict) {
    case 'worse':
      return `WORSE since ${worseSince?.point ?? ''}`;
    case 'better':
      return 'better';
    case 'no-change':
      return 'no change';
    case 'unknown':
      return 'unknown';
    default:
      return verdict satisfies never;
  }
}

/** One sentence per change, with what else changed at that point. */
export function changeSentences({ figures }: TrendGroup): readonly string[] {
  return figures.flatMap(({ name, unit, changes }) => changes.map((change) => `${name} ${changeText(change, unit)}`));
}

/** `rose by 20 % (2.34 ms to 2.81 ms) at 2026-03-02 09:30, run ...: worse.` */
export function changeText(
  { before, after, effectPercent, point, runId, direction, differences }: TrendChange,
  unit: string,
): string {
  const moved = after > before ? 'rose' : 'fell';
  const share = effectPercent === null ? '' : ` by ${Number(Math.abs(effectPercent).toPrecision(2))} %`;
  const also = differences.map(({ what, base, new: changed }) => `${what} ${base} became ${changed}`);
  const with_ = also.length === 0 ? '' : ` At that point, ${also.join('; ')}.`;
  return `${moved}${share} (${formatInUnit(before, unit)} to ${formatInUnit(after, unit)}) at ${point}, run ${runId}: ${direction}.${with_}`;
}

const bars = '▁▂▃▄▅▆▇█';

/** A line of bars, from the lowest value to the highest; several values share a bar if there are too many. */
function sparkline(values: readonly (number | null)[], most: number): string {
  const perBar = Math.max(1, Math.ceil(values.length / most));
  const groups = Array.from({ length: Math.ceil(values.length / perBar) }, (_, index) =>
    middleOf(values.slice(index * perBar, (index + 1) * perBar).filter((value) => value !== null)),
  );
  const known = groups.filter((value) => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  return groups
    .map((value) => {
      if (value === null) return ' ';
      const share = high > low ? (value - low) / (high - low) : 0.5;
      return bars[Math.min(bars.length - 1, Math.floor(share * bars.length))];
    })
    .join('');
}

/** The values of a point in a figure's table. */
export function pointText(value: number | null, unit: string): string {
  return value === null ? noFigure : formatInUnit(value, unit);
}
