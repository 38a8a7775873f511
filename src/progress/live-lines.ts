import type { NodeRole } from '../model/node.js';
import type { Stats } from '../record/sections/stats.js';
import { errorsLine } from '../report/facts/error-texts.js';
import { formatDuration, formatLatency, formatRate } from '../report/format-figures.js';
import type { Paint } from '../report/terminal/paint.js';
import { cutToWidth, padToWidth, textWidth } from '../report/text-width.js';
import { awaitedStep } from './awaited-step.js';
import type { LiveState } from './live-state.js';
import { failuresText, outageTexts } from './outage-texts.js';
import type { ProgressTick } from './progress-tick.js';
import { timeLine, workLine } from './work-line.js';

export interface LivePage {
  /** Maximum line width. */
  readonly columns: number;
  /** Maximum number of lines. */
  readonly rows: number;
  readonly paint: Paint;
}

const labelWidth = 10;
const mostNodeLines = 6;
const mostOutageLines = 4;

/** The live view as lines, most important first: a short terminal omits the last ones. */
export function liveLines(state: LiveState, page: LivePage): readonly string[] {
  const { columns, rows, paint } = page;
  return [...workRow(state, columns), ...loadRows(state, columns)]
    .slice(0, Math.max(1, rows))
    .map(({ label, text }) => {
      const cut = cutToWidth(label.padEnd(labelWidth) + text, columns);
      const paintLabel = label === 'outage' ? paint.title : paint.quiet;
      return paintLabel(cut.slice(0, labelWidth)) + cut.slice(labelWidth).trimEnd();
    });
}

interface Row {
  readonly label: string;
  readonly text: string;
}

function workRow({ work }: LiveState, columns: number): readonly Row[] {
  return work === undefined ? [] : [{ label: 'now', text: workLine(work, columns - labelWidth) }];
}

function loadRows({ phase, tick, rates, strike, outages, work }: LiveState, columns: number): readonly Row[] {
  // No rates while work is shown: the load has not begun, or is over.
  if (tick === undefined || work !== undefined) return [];
  const width = columns - labelWidth;
  const { atMs, durationMs, ratePerSecond, p50Us, p99Us, errorsByClass, operations, total, nodes } = tick;
  const second = [formatRate(Math.round(ratePerSecond)), `p50 ${formatLatency(p50Us)}`, `p99 ${formatLatency(p99Us)}`];
  return [
    { label: phase.slice(0, labelWidth - 1), text: timeLine(atMs, durationMs, width) },
    { label: 'rate', text: second.map((figure) => figure.padEnd(14)).join('') },
    ...labelled('outage', fewest(packed(outageTexts(outages), width), mostOutageLines)),
    ...labelled('not ok', packed(failureParts(operations, total.operations), width)),
    { label: 'errors', text: errorsLine(errorsByClass) },
    { label: 'minute', text: minuteText(rates, width) },
    ...labelled('fault', strike === undefined ? [] : packed(strikeParts(strike, outages, atMs), width)),
    ...labelled('nodes', nodeGrid(nodes, width, mostNodeLines)),
  ];
}

/** The graph of the last minute, or as much as fits, with the value of its highest bar. */
function minuteText(rates: readonly number[], width: number): string {
  const top = `  top ${formatRate(Math.max(...rates, 0))}`;
  const shown = rates.slice(-Math.max(1, width - top.length));
  return `${sparkline(shown)}  top ${formatRate(Math.max(...shown, 0))}`;
}

function failureParts(second: Stats['operations'], total: Stats['operations']): readonly string[] {
  const inAll = failuresText(total);
  return [failuresText(second) ?? 'none', ...(inAll === undefined ? [] : [`in all ${inAll}`])];
}

function strikeParts(
  strike: NonNullable<LiveState['strike']>,
  outages: LiveState['outages'],
  nowMs: number,
): readonly string[] {
  const { fault, targets, atMs, milestones } = strike;
  const awaited = awaitedStep(strike, outages);
  const since = Math.max(0, Math.round((nowMs - atMs) / 100) * 100);
  return [
    `${fault} on ${targets.join(' ')}, ${formatDuration(since)} ago`,
    ...(awaited === undefined ? [] : [awaited]),
    ...milestones.map((milestone) => `${milestone.name} +${formatDuration(Math.max(0, milestone.atMs - atMs))}`),
  ];
}

/** Lines that don't fit are counted. */
function fewest(lines: readonly string[], most: number): readonly string[] {
  return lines.length <= most ? lines : [...lines.slice(0, most - 1), `and ${lines.length - most + 1} more lines`];
}

/** As many parts in a line as fit. */
function packed(parts: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const joined = `${lines.at(-1)}; ${part}`;
    if (lines.length > 0 && textWidth(joined) <= width) lines[lines.length - 1] = joined;
    else lines.push(part);
  }
  return lines;
}

function labelled(label: string, texts: readonly string[]): readonly Row[] {
  return texts.map((text, line) => ({ label: line === 0 ? label : '', text }));
}

type Nodes = ProgressTick['nodes'];

/**
 * The nodes with role and zone in columns, at most `mostLines` of them; if they don't fit, nodes are counted by role and
 * dead ones named.
 */
function nodeGrid(nodes: Nodes, columns: number, mostLines: number): readonly string[] {
  const cells = nodes.map(({ id, role, zone, state }) => `${id} ${state === 'down' ? 'DOWN' : role} ${zone}`.trimEnd());
  const width = Math.max(...cells.map(textWidth), 0) + 2;
  const perLine = Math.max(1, Math.floor((columns + 2) / width));
  if (Math.ceil(cells.length / perLine) > mostLines) return [nodeCounts(nodes)];
  return Array.from({ length: Math.ceil(cells.length / perLine) }, (_, line) =>
    cells
      .slice(line * perLine, (line + 1) * perLine)
      .map((cell) => padToWidth(cell, width))
      .join('')
      .trimEnd(),
  );
}

function nodeCounts(nodes: Nodes): string {
  const up = nodes.filter(({ state }) => state === 'up');
  const down = nodes.filter(({ state }) => state === 'down').map(({ id }) => id);
  const roles = [...new Set(nodes.map(({ role }) => role))];
  const count = (role: NodeRole) => up.filter((node) => node.role === role).length;
  return [
    ...(down.length > 0 ? [`DOWN ${down.join(' ')}`] : []),
    ...roles.map((role) => `${role} ${count(role)}`),
  ].join(', ');
}

const bars = [...'▁▂▃▄▅▆▇█'];

const nothing = '·';

/** A small graph, one character per figure, from 0 to the highest; a figure of 0 is a dot. */
function sparkline(figures: readonly number[]): string {
  const highest = Math.max(...figures, 0);
  return figures
    .map((figure) => (figure <= 0 ? nothing : (bars[Math.round((figure / highest) * bars.length) - 1] ?? bars[0])))
    .join('');
}
