import type { LoadPlan, PlanFigure } from '../../model/plan-figure.js';
import type { CoreRates } from './measured-rates.js';

/** The load, and the machines it is planned for. */
export interface PlanRequest {
  readonly ratePerSecond: number;
  readonly valueBytes: number;
  readonly keyBytes: number;
  /** From 0 to 1. */
  readonly readShare: number;
  readonly pipeline: number;
  readonly rates: CoreRates;
  readonly host: { readonly cores: number; readonly gbitPerSecond: number; readonly packetsPerSecond: number };
  readonly node: { readonly perSecond: number; readonly memoryGib: number; readonly replicas: number };
  /** Null: not given, so memory is not checked. */
  readonly dataGb: number | null;
  /** From each core to each node. */
  readonly connections: number;
}

/** Cores of a host that the load leaves to the system and to the main thread. */
const spareCores = 2;
const usableBandwidth = 0.8;
/** Left free for replication and backups. */
const usableMemory = 0.75;
/** Payload of a TCP segment in an Ethernet frame of 1,500 bytes. */
const segmentBytes = 1_448;
/** What an agent reports of each kind of operation: 10 buckets a second of about 60 bytes. */
const reportBytesPerSecond = { perKind: 600, kinds: 3 } as const;
/** What the audit keeps of an acknowledged write, where it was made. */
const ledgerBytes = 8;

/** How many hosts, nodes and sockets a load takes; every figure follows from those before it. */
export function planLoad(request: PlanRequest): LoadPlan {
  const generators = planHosts(request);
  const { hosts, coresUsed } = generators;
  const nodes = planNodes(request);
  const { ratePerSecond, readShare, connections } = request;
  const control = reportBytesPerSecond.perKind * reportBytesPerSecond.kinds;
  const writes = Math.round(ratePerSecond * (1 - readShare));
  return {
    figures: [
      ...generators.figures,
      ...nodes.figures,
      figure('sockets per node', hosts * coresUsed * connections, '', [
        hosts,
        'hosts',
        times,
        coresUsed,
        'cores',
        times,
        connections,
      ]),
      figure('sockets per host', nodes.count * coresUsed * connections, '', [
        nodes.count,
        'nodes',
        times,
        coresUsed,
        'cores',
        times,
        connections,
      ]),
      figure('control traffic', hosts * control, 'B/s', [hosts, 'hosts', times, control, 'B/s']),
      figure('audit at the hosts', writes * ledgerBytes, 'B/s', [
        writes,
        'writes/s',
        times,
        ledgerBytes,
        'B, which stay where they are made',
      ]),
    ],
    assumptions: [
      `One core of a generator sustains ${english(request.rates.generator)} operations per second (${request.rates.source}).`,
      `One node sustains ${english(request.node.perSecond)} operations per second${request.node.perSecond === request.rates.server ? ' (measured, one core)' : ''}.`,
      `A host keeps ${spareCores} cores for itself and uses ${usableBandwidth * 100} % of its bandwidth; a node keeps 25 % of its memory free.`,
    ],
  };
}

function planHosts({ ratePerSecond, pipeline, rates, host, ...load }: PlanRequest) {
  const coresUsed = Math.max(1, host.cores - spareCores);
  const cores = Math.ceil(ratePerSecond / rates.generator);
  const byCores = Math.ceil(cores / coresUsed);
  const { sent, received } = bytesOf(load);
  const wider = Math.max(sent, received);
  const hostBytes = (host.gbitPerSecond * 1e9 * usableBandwidth) / 8;
  const byBandwidth = Math.ceil((wider * ratePerSecond) / hostBytes);
  const packetsOfBatch = Math.ceil((pipeline * sent) / segmentBytes) + Math.ceil((pipeline * received) / segmentBytes);
  const packets = Math.ceil((ratePerSecond * packetsOfBatch) / pipeline);
  const byPackets = Math.ceil(packets / host.packetsPerSecond);
  const hosts = Math.max(byCores, byBandwidth, byPackets);
  const figures: readonly PlanFigure[] = [
    figure('generator cores', cores, '', [ratePerSecond, '/', rates.generator]),
    figure('hosts by cores', byCores, '', [cores, '/', coresUsed, `of ${host.cores} cores`]),
    figure('bytes sent', sent, 'B', ['per operation, by the share of reads']),
    figure('bytes received', received, 'B', ['per operation, by the share of reads']),
    figure('hosts by bandwidth', byBandwidth, '', [wider, 'B', times, ratePerSecond, '/', hostBytes, 'B/s']),
    figure('packets', packets, '/s', [ratePerSecond, '/ pipeline', pipeline, times, packetsOfBatch]),
    figure('hosts by packets', byPackets, '', [packets, '/', host.packetsPerSecond]),
    figure('generator hosts', hosts, '', ['max', byCores, byBandwidth, byPackets]),
  ];
  return { hosts, coresUsed, figures };
}

function planNodes({ ratePerSecond, node, dataGb }: PlanRequest) {
  const byRate = Math.ceil(ratePerSecond / node.perSecond);
  const usableGb = node.memoryGib * usableMemory;
  const byMemory = dataGb === null ? 1 : Math.ceil(dataGb / usableGb);
  const shards = Math.max(byRate, byMemory);
  const count = shards * (1 + node.replicas);
  const figures: readonly PlanFigure[] = [
    figure('shards by rate', byRate, '', [ratePerSecond, '/', node.perSecond]),
    ...(dataGb === null
      ? []
      : [figure('shards by memory', byMemory, '', [dataGb, 'GB /', usableGb, `GB (75 % of ${node.memoryGib} GiB)`])]),
    figure('nodes', count, '', [shards, 'shards', times, `(1 + ${node.replicas} replicas)`]),
  ];
  return { count, figures };
}

/** Bytes of GET and SET in RESP, in their proportion. */
function bytesOf({ keyBytes, valueBytes, readShare }: Pick<PlanRequest, 'keyBytes' | 'valueBytes' | 'readShare'>) {
  const bulk = (bytes: number) => `$${bytes}\r\n`.length + bytes + 2;
  const get = { sent: '*2\r\n'.length + bulk(3) + bulk(keyBytes), received: bulk(valueBytes) };
  const set = { sent: '*3\r\n'.length + bulk(3) + bulk(keyBytes) + bulk(valueBytes), received: '+OK\r\n'.length };
  const mixed = (way: 'sent' | 'received') => get[way] * readShare + set[way] * (1 - readShare);
  return { sent: mixed('sent'), received: mixed('received') };
}

const times = '×';

function figure(name: string, value: number, unit: string, formula: readonly (string | number)[]): PlanFigure {
  const words = formula.map((word) => (typeof word === 'number' ? english(word) : word));
  return { name, value, unit, formula: words.join(' ') };
}

function english(figure: number): string {
  return figure.toLocaleString('en-US', { maximumFractionDigits: 2 });
}
