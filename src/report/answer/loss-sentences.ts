import { type LossCause, lossCauses } from '../../model/write-fates.js';
import type { RunRecord } from '../../record/run-record.js';
import type { GateRecord } from '../../record/sections/gates.js';
import { formatCount } from '../format-figures.js';
import { allowanceOf } from './allowance.js';
import { isPool } from './names.js';
import { retriesByItself } from './retries-by-itself.js';
import { whyNoneLost } from './why-none-lost.js';

const causeWords = {
  inFlight: 'in flight when the fault struck',
  election: 'because a replica with less data was elected',
  zombie: 'acknowledged by the old primary while it was being replaced',
  wipe: 'because data was wiped',
  serverGone: 'because their server is permanently gone',
  clobbered: 'overwritten by older writes that were applied late',
  eviction: 'because keys were evicted or expired',
  unexplained: 'for no known cause',
} as const satisfies Record<LossCause, string>;

/** While a pool server is out, its keys live on the others; when it returns, its clients read the values it still holds. */
const poolCauseWords = { ...causeWords, clobbered: 'hidden by older values when a server returned to the pool' };

/** Which acknowledged writes were lost and why, and whether this drill allows it. */
export function lossSentences(record: RunRecord): readonly string[] {
  const { audit, fates, verdict, reason, writes } = record.writeSafety;
  if (record.origin) return [];
  if (audit === 'off') return ['Lost writes were not checked: the audit was off.'];
  if (fates === null) return writes.issued === 0 ? [] : [`Whether writes were lost is unknown. ${reason}`];
  if (writes.acknowledged === 0 && fates.lost === 0) return [];
  const acknowledged = formatCount(writes.acknowledged);
  if (onlyRemoved(record)) {
    const gone = `${formatCount(fates.lost)} of ${acknowledged} acknowledged writes ${fates.lost === 1 ? 'is' : 'are'} gone`;
    return [
      `${gone} because keys were evicted or expired. That is not the loss of a write, but may hide one: ${reason}`,
      ...others(record),
    ];
  }
  const lost =
    fates.lost === 0
      ? `None of the ${acknowledged} acknowledged writes was lost${whyNoneLost(record)}`
      : `${formatCount(fates.lost)} of ${acknowledged} acknowledged writes ${fates.lost === 1 ? 'was' : 'were'} lost${causesOf(record)}`;
  const doubt = verdict === 'unknown' ? [`That is not certain: ${reason}`] : [];
  return [`${lost}${allowed(record.gates, 'lost_writes', fates.lost)}.`, ...doubt, ...others(record)];
}

/** Whether all that is missing was evicted or expired, as the scenario's own limits and times to live explain. */
function onlyRemoved({ writeSafety: { causes, fates, verdict } }: RunRecord): boolean {
  const lost = fates?.lost ?? 0;
  return verdict === 'unknown' && lost > 0 && causes?.eviction === lost;
}

function causesOf(record: RunRecord): string {
  const { causes, fates } = record.writeSafety;
  const words = isPool(record) ? poolCauseWords : causeWords;
  const lost = fates?.lost ?? 0;
  const named = lossCauses.filter((cause) => (causes?.[cause] ?? 0) > 0);
  const [only] = named;
  if (only !== undefined && named.length === 1)
    return lost > 1 && only === 'inFlight' ? `, all ${words[only]}` : `, ${words[only]}`;
  if (named.length === 0) return '';
  return `: ${named.map((cause) => `${formatCount(causes?.[cause] ?? 0)} ${words[cause]}`).join(', ')}`;
}

/** Writes applied twice, and older writes that overwrote newer ones. */
function others(record: RunRecord): readonly string[] {
  const {
    writeSafety: { fates },
    gates,
  } = record;
  const [late, lateOnes] = isPool(record)
    ? ['reappeared when its server returned to the pool', 'reappeared when their server returned to the pool']
    : [
        `was applied late${byRetries(record)} and overwrote a newer one`,
        `were applied late${byRetries(record)} and overwrote newer ones`,
      ];
  const counts = [
    ['duplicated', 'duplicated_writes', 'was applied twice', 'were applied twice'],
    ['unexpected', 'unexpected_writes', late, lateOnes],
  ] as const;
  return counts.flatMap(([fate, metric, one, several]) => {
    const count = fates?.[fate] ?? 0;
    if (count === 0) return [];
    const noun = count === 1 ? 'write' : 'writes';
    const which = fate === 'unexpected' ? 'older ' : '';
    return [`${formatCount(count)} ${which}${noun} ${count === 1 ? one : several}${allowed(gates, metric, count)}.`];
  });
}

function byRetries(record: RunRecord): string {
  return retriesByItself(record) ? " by the client's own retries" : '';
}

/** `; this drill allows 2,000`: the gate's limit on a count, if there is a discrepancy to explain. */
function allowed(gates: readonly GateRecord[], metric: string, count: number): string {
  const allowance = allowanceOf(gates, metric);
  if (allowance === undefined) return '';
  const { comparator } = allowance;
  const limit = formatCount(allowance.limit);
  if (comparator === '>' || comparator === '>=')
    return `; this drill is meant to lose ${comparator === '>' ? 'more than' : 'at least'} ${limit}`;
  if (count === 0) return '';
  if (allowance.limit === 0) return '; this drill allows none';
  return `; this drill allows ${comparator === '<' ? 'fewer than ' : ''}${limit}`;
}
