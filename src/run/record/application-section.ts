import { lengthMs, longestOutage, type Outage, withoutOthersMs } from '../../metrics/outages.js';
import type { Sort } from '../../metrics/service-gap.js';
import { foreignText } from '../../model/foreign-text.js';
import type { RunRecord } from '../../record/run-record.js';
import type { ApplicationRecord } from '../../record/sections/application.js';
import type { FaultView } from '../../strike/fault-view.js';
import type { RunView } from './run-view.js';

/** Lines that are kept before and after a fault or an exit, and how far from it. */
const aroundMs = { before: 1_000, after: 5_000 };
const mostLines = { before: 10, after: 40 };
const mostLineCharacters = 300;

type Layer = ApplicationRecord['layers'][number];

/** The program in front of the cache; empty without one. */
export function applicationSection({
  application,
  measured,
  views,
  issueEndMs,
}: RunView): Pick<RunRecord, 'application'> {
  if (application === null) return {};
  const { lines, ...facts } = application;
  const onRunClock = <Moment extends { readonly atMs: number }>(moment: Moment) => ({
    ...moment,
    atMs: moment.atMs - measured.epochMs,
  });
  const exits = facts.exits.map(onRunClock);
  const layers = views.flatMap((view) =>
    (['write', 'read'] as const).flatMap((sort) => layersOf(view, sort, issueEndMs)),
  );
  const own = layers.map(({ ownShareMs }) => ownShareMs);
  const lived = views.map((view) => view.unavailability());
  const moments = [...views.map(({ injectedAtMs }) => injectedAtMs), ...exits.map(({ atMs }) => atMs)];
  return {
    application: {
      ...facts,
      exits,
      unavailability: {
        writeMs: longest(lived.map(({ writeMs }) => writeMs)),
        readMs: longest(lived.map(({ readMs }) => readMs)),
        ownShareMs: longest(own),
      },
      layers,
      output: linesAround(lines.map(onRunClock), moments),
    },
  };
}

/** The layers of one fault for writes or reads; none without a prober. */
function layersOf(view: FaultView, sort: Sort, endMs: number): readonly Layer[] {
  const probed = view.proberOutages(sort);
  if (probed === null) return [];
  const users = longestOutage(
    view.outages.filter((outage) => outage.sort === sort),
    endMs,
  );
  const span = (outage: Outage | undefined) =>
    outage === undefined ? null : { startMs: outage.fromMs, durationMs: lengthMs(outage, endMs) };
  return [
    {
      fault: view.outcome.order.name,
      sort,
      users: span(users),
      cluster: span(longestOutage(probed, endMs)),
      ownShareMs: users === undefined ? 0 : withoutOthersMs([users], probed, endMs),
    },
  ];
}

type Line = ApplicationRecord['output'][number];

/** The lines around these moments, each once, in order. */
function linesAround(lines: readonly Line[], moments: readonly number[]): readonly Line[] {
  const kept = new Set<Line>();
  for (const momentMs of moments) {
    const before = lines.filter(({ atMs }) => atMs < momentMs && atMs >= momentMs - aroundMs.before);
    const after = lines.filter(({ atMs }) => atMs >= momentMs && atMs <= momentMs + aroundMs.after);
    for (const line of [...before.slice(-mostLines.before), ...after.slice(0, mostLines.after)]) kept.add(line);
  }
  return lines
    .filter((line) => kept.has(line))
    .map(({ atMs, text }) => ({ atMs, text: foreignText(text, mostLineCharacters) }));
}

function longest(figures: readonly (number | null)[]): number | null {
  const known = figures.filter((figure) => figure !== null);
  return known.length === 0 ? null : Math.max(...known);
}
