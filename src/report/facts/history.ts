import type { RunRecord } from '../../record/run-record.js';
import type { HistoryRecord, SightRecord } from '../../record/sections/history.js';
import { formatCount, formatMoment } from '../format-figures.js';

const mostConflicts = 3;

/** Whether the recorded keys are linearizable, label and text; no row if none were recorded. */
export function historyRows({ history }: RunRecord): readonly (readonly [label: string, text: string])[] {
  if (history === undefined) return [];
  const { illegal, illegalKeys } = history;
  const shown = illegal.slice(0, mostConflicts).map(conflictSentence);
  const more = illegalKeys - shown.length;
  return [['history', [historySummary(history), ...shown, ...(more > 0 ? [`And ${more} more.`] : [])].join(' ')]];
}

function historySummary(history: HistoryRecord): string {
  const { keys, operations, truncatedKeys, illegalKeys, undecided } = history;
  const recorded = `${number(operations, 'operation', 'operations')} on ${number(keys, 'key', 'keys')}`;
  const cut = truncatedKeys === 0 ? '' : ` (${formatCount(truncatedKeys)} with more than were recorded)`;
  const unknown = undecided.map(({ reason, keys: count }) => ` ${number(count, 'key', 'keys')} unknown: ${reason}.`);
  const verdict =
    illegalKeys > 0
      ? `${number(illegalKeys, 'key is', 'keys are')} not linearizable.`
      : history.linearizableKeys === keys
        ? 'linearizable.'
        : `${number(history.linearizableKeys, 'key is', 'keys are')} linearizable.`;
  return `${recorded}${cut}: ${verdict}${unknown.join('')}`;
}

type Illegal = HistoryRecord['illegal'][number];

/** Which operations on a key contradict each other. */
export function conflictSentence(illegal: Illegal): string {
  return `On ${illegal.key}, ${conflict(illegal)}.`;
}

function conflict({ kind, sights }: Illegal): string {
  const last = sights.at(-1);
  const first = sights[0];
  if (first === undefined || last === undefined) return '';
  switch (kind) {
    case 'stale':
      return `${seen(last)}, although ${seenBefore(first)}`;
    case 'replaced-twice':
      return `${valueName(last.value)} was replaced twice: by ${replacing(first)}, and by ${replacing(last)}`;
    case 'applied-twice':
      return `${valueName(last.value)}, ${acknowledged(last)}, replaced itself: it was applied twice`;
    case 'foreign':
      return seen(last);
    case 'failed':
      return `${seen(last)}, which had certainly failed`;
    case 'early':
      return `${seen(last)}, which was sent only at ${formatMoment(first.callMs)}`;
    case 'circular':
      return `${valueName(first.value)} replaced a value that had replaced it`;
    default:
      return kind satisfies never;
  }
}

function seen(sight: SightRecord): string {
  const { did, value, by, callMs } = sight;
  const found = value === null ? 'found nothing' : `returned ${valueName(value)}`;
  if (did === 'replaced')
    return `write ${sight.written}, sent at ${formatMoment(callMs)}, replaced ${valueName(value)}`;
  if (did === 'wrote') return `${valueName(value)} was sent at ${formatMoment(callMs)}`;
  return by === 'read-back' ? `the read-back at the end ${found}` : `a read sent at ${formatMoment(callMs)} ${found}`;
}

function seenBefore(sight: SightRecord): string {
  const { did, value, returnMs } = sight;
  const at = formatMoment(returnMs);
  if (did === 'wrote')
    return value === null
      ? `a deletion had been acknowledged at ${at}`
      : `${valueName(value)} had been ${writtenAt(sight)}`;
  if (did === 'replaced') return `${replacing(sight)}, had already replaced ${valueName(value)}`;
  return `a read that ended at ${at} had already ${value === null ? 'found nothing' : `returned ${valueName(value)}`}`;
}

function replacing({ written, returnMs }: SightRecord): string {
  const name = written === null || written === undefined ? 'a deletion' : `write ${written}`;
  return `${name}, acknowledged at ${formatMoment(returnMs)}`;
}

function writtenAt({ by, returnMs }: SightRecord): string {
  return by === 'preload' ? 'written before' : `acknowledged at ${formatMoment(returnMs)}`;
}

function acknowledged({ returnMs }: SightRecord): string {
  return `acknowledged at ${formatMoment(returnMs)}`;
}

function valueName(value: number | null): string {
  if (value === null) return 'nothing';
  if (value === 0) return 'the preloaded value';
  return value < 0 ? 'a value that no client wrote' : `write ${value}`;
}

function number(count: number, one: string, many: string): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
