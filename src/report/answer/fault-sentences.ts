import type { RunRecord } from '../../record/run-record.js';
import type { FaultRecord } from '../../record/sections/faults.js';
import { byOutage, outageMs } from '../facts/fault-rounds.js';
import { rewarmSentence } from '../facts/rewarm.js';
import { formatDuration } from '../format-figures.js';
import { allowanceOf } from './allowance.js';
import { failuresAfter } from './failures-after.js';
import { capitalized, clientName, engineName, redistributes } from './names.js';

/** What was broken when, how long service was away, and who was unaffected. */
export function faultSentences(record: RunRecord): readonly string[] {
  const { faults } = record;
  const worst = faults.toSorted(byOutage)[0];
  if (worst === undefined) return [];
  const events = faults.length <= mostNamed ? faults.map(happened) : [severalFaults(faults, worst)];
  const limit = outageMs(worst) < leastOutageMs ? '' : allowedOutage(record, worst);
  return [
    ...events,
    `${outage(record, worst, faults.length)}${limit}.`,
    ...failuresAfter(record, worst),
    ...rewarm(faults),
    ...untouched(record),
  ];
}

/** More faults than this are summarized. */
const mostNamed = 2;

function happened({ what, name, targets, injectedAtMs, proof }: FaultRecord): string {
  const sentence = what ?? `${name} struck ${targets.join(', ') || 'nothing'}`;
  return `${sentence} at ${formatDuration(injectedAtMs)}${proof === null ? ', but no effect could be proved' : ''}.`;
}

function severalFaults(faults: readonly FaultRecord[], worst: FaultRecord): string {
  const names = [...new Set(faults.map(({ name }) => name))].join(', ');
  return `${faults.length} faults struck (${names}); the worst outage followed at ${formatDuration(worst.injectedAtMs)}.`;
}

/** Without the full stop. */
function outage(record: RunRecord, fault: FaultRecord, faultCount: number): string {
  const { writeMs, readMs, proberWriteMs, proberReadMs, ended, proberEnded = true } = fault.unavailability;
  const [clientsMs, clusterMs] = decidingSort(fault) === 'write' ? [writeMs, proberWriteMs] : [readMs, proberReadMs];
  const clients = clientsOf(record);
  const engine = engineName(record);
  if (clientsMs === null) return 'No operation ran that could show an outage';
  if (fault.strikesOrigin) return withoutOrigin(record, fault);
  if (!ended) {
    if (clusterMs === null || clusterMs >= clientsMs || !proberEnded)
      return `${engine} and ${clients} were still without service when the run ended, after ${formatDuration(clientsMs)}`;
    const since = formatDuration(clientsMs - clusterMs);
    return `${engine} was back after ${formatDuration(clusterMs)}; ${clients} were still down ${since} after the cluster was back, ${formatDuration(clientsMs)} in all`;
  }
  if (Math.max(outageMs(fault), clusterMs ?? 0) < leastOutageMs)
    return faultCount > 1 ? 'No fault caused an outage' : `It caused no outage: ${clients} were served throughout`;
  if (redistributes(record) && clientsMs >= leastOutageMs && clientsMs < (clusterMs ?? 0))
    return `${capitalized(clients)} were served by the other servers after ${formatDuration(clientsMs)}; the server itself was back after ${formatDuration(clusterMs)}`;
  if (beganLater(fault, clientsMs)) return meanwhile(record, fault);
  if (clusterMs === null) return `Service was back for ${clients} after ${formatDuration(clientsMs)}`;
  if (clusterMs < leastOutageMs)
    return `${engine} answered throughout; ${clients} were back after ${formatDuration(clientsMs)}`;
  if (clientsMs < leastOutageMs)
    return `${engine} was away for at most ${formatDuration(clusterMs)}, but ${clients} had no outage`;
  return `${engine} was back after ${formatDuration(clusterMs)}, ${clients} after ${formatDuration(clientsMs)}`;
}

/** Outages that began long after the strike: only their length is known. Without the full stop. */
function meanwhile(record: RunRecord, fault: FaultRecord): string {
  const { proberWriteMs, proberReadMs } = fault.unavailability;
  const clusterMs = Math.max(proberWriteMs ?? 0, proberReadMs ?? 0);
  const clientsMs = outageMs(fault);
  const [clients, engine] = [clientsOf(record), engineName(record)];
  if (proberWriteMs === null && proberReadMs === null)
    return `Meanwhile, ${clients} were without service for at most ${formatDuration(clientsMs)}`;
  if (clusterMs < leastOutageMs)
    return `${engine} answered throughout; meanwhile, ${clients} were without service for at most ${formatDuration(clientsMs)}`;
  if (clientsMs < leastOutageMs)
    return `${engine} was away for at most ${formatDuration(clusterMs)}, but ${clients} had no outage`;
  return `Meanwhile, ${engine} was away for at most ${formatDuration(clusterMs)}, ${clients} for at most ${formatDuration(clientsMs)}`;
}

/**
 * Writes, unless only reads had an outage, or a clearly longer one: with rare writes, none may have been due most of that
 * time.
 */
function decidingSort({ unavailability: { writeMs, readMs } }: FaultRecord): 'write' | 'read' {
  if (writeMs === null) return 'read';
  const onlyReads = writeMs < leastOutageMs && (readMs ?? 0) >= leastOutageMs;
  return onlyReads || (readMs ?? 0) > 1.25 * writeMs + leastOutageMs ? 'read' : 'write';
}

/** Whether the clients' outage did not follow the strike directly, so that they were back much later than it was long. */
function beganLater(fault: FaultRecord, outageMs: number): boolean {
  const { milestones } = fault;
  const back = decidingSort(fault) === 'read' ? 'readsBackMs' : 'writesBackMs';
  const backMs = Math.max(...milestones.map((milestone) => milestone[back] ?? 0));
  return backMs > 1.25 * outageMs + leastOutageMs;
}

/** What clients experienced while the origin could not serve them. Without the full stop. */
function withoutOrigin(record: RunRecord, { unavailability: { writeMs, readMs, ended } }: FaultRecord): string {
  const longestMs = Math.max(writeMs ?? 0, readMs ?? 0);
  if (longestMs < leastOutageMs) return `It caused no outage: some operations of ${clientsOf(record)} always succeeded`;
  const failed = Object.entries({ writes: writeMs, reads: readMs }).flatMap(([sort, outageMs]) =>
    (outageMs ?? 0) >= longestMs / 2 ? [sort] : [],
  );
  const forMs = formatDuration(longestMs);
  const until = ended ? `for ${forMs}` : `until the run ended, ${forMs} later`;
  return `${engineName(record)} answered throughout, but ${failed.join(' and ')} failed ${until}`;
}

function clientsOf(record: RunRecord): string {
  return record.application ? "the application's users" : `the clients (${clientName(record)})`;
}

/** `; this drill allows less than 10 s`: the gate's limit on the clients' outage. */
function allowedOutage({ gates }: RunRecord, fault: FaultRecord): string {
  const metric = `unavailability.${decidingSort(fault)}`;
  const allowance = allowanceOf(gates, metric, 'upper');
  if (allowance === undefined) return '';
  const { comparator, limit } = allowance;
  return `; this drill allows ${comparator === '<' ? 'less than ' : ''}${formatDuration(limit)}`;
}

/** For the fault after which the hit rate took longest to recover. */
function rewarm(faults: readonly FaultRecord[]): readonly string[] {
  const [worst] = faults
    .flatMap((fault) => {
      const sentence = rewarmSentence(fault);
      return sentence === null ? [] : [{ sentence, rewarmMs: fault.rewarmMs ?? Number.POSITIVE_INFINITY }];
    })
    .toSorted((left, right) => (left.rewarmMs < right.rewarmMs ? 1 : left.rewarmMs > right.rewarmMs ? -1 : 0));
  return worst === undefined ? [] : [worst.sentence];
}

/** Anything shorter is a slow response. */
const leastOutageMs = 40;

const mostShardsNamed = 4;

/** The shards that no fault hit, if others were hit; by their servers if each has only one. */
function untouched({ shards = [], topology, otherOutages = [] }: RunRecord): readonly string[] {
  const healthy = shards.filter(({ hurtBy }) => hurtBy.length === 0);
  if (healthy.length === 0 || healthy.length === shards.length) return [];
  const serversOf = (shard: number) => topology.nodes.filter((node) => node.shard === shard).map(({ id }) => id);
  const isPool = shards.every(({ shard }) => serversOf(shard).length === 1);
  const names = healthy.flatMap(({ shard }) => (isPool ? serversOf(shard) : String(shard)));
  const noun = isPool ? 'server' : 'shard';
  const subject =
    names.length > mostShardsNamed
      ? `The other ${names.length} ${noun}s were`
      : `${capitalized(noun)}${names.length === 1 ? '' : 's'} ${listOf(names)} ${names.length === 1 ? 'was' : 'were'}`;
  const hit = healthy.filter(({ operations }) => operations.notOk > 0);
  const outagesMs = otherOutages
    .filter((outage) => healthy.some(({ shard }) => shard === outage.shard))
    .map(({ durationMs }) => durationMs);
  const outages = outagesMs.length > 0 ? `outages of up to ${formatDuration(Math.max(...outagesMs))}` : '';
  if (hit.length === 0)
    return [outages === '' ? `${subject} not affected.` : `${subject} not hit, but had ${outages}.`];
  const notOk = hit.reduce((sum, { operations }) => sum + operations.notOk, 0);
  const of = healthy.reduce((sum, { operations }) => sum + operations.notOk + operations.ok, 0);
  return [
    `${subject} not hit, but ${notOk.toLocaleString('en-US')} of ${of.toLocaleString('en-US')} operations failed there${outages && `, in ${outages}`}.`,
  ];
}

function listOf(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
