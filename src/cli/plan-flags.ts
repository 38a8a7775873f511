import { Flags } from '@oclif/core';
import { type CoreRates, measuredRates, publishedRates } from '../cost/plan/measured-rates.js';
import type { PlanRequest } from '../cost/plan/plan-load.js';
import { UsageError } from '../errors/errors.js';
import { readRecord } from '../record/read-record.js';
import { parsePercentage } from '../units/percentage.js';
import { parseSize } from '../units/size.js';
import { numberOf, readRate } from './cost-flags.js';

export const planFlags = {
  rate: Flags.string({ required: true, helpValue: 'RATE', description: 'Operations per second, such as 500M.' }),
  value: Flags.string({ default: '128', helpValue: 'SIZE', description: 'Size of a value.' }),
  key: Flags.string({ default: '29', helpValue: 'SIZE', description: 'Length of a key.' }),
  reads: Flags.string({ default: '100%', helpValue: 'SHARE', description: 'Share of reads.' }),
  pipeline: Flags.integer({
    char: 'P',
    default: 1,
    min: 1,
    max: 10_000,
    description: 'Operations in flight per connection.',
  }),
  memcached: Flags.boolean({ description: "Use the rates measured with memcached's protocol." }),
  measured: Flags.string({
    multiple: true,
    helpValue: 'RECORD',
    description: 'Use what a core carried in these runs instead of the published rates; repeatable.',
  }),
  'host-cores': Flags.integer({ default: 16, min: 1, max: 1_024, description: 'Cores of a generator host.' }),
  'host-gbit': Flags.string({ default: '25', helpValue: 'GBIT', description: 'Its bandwidth, in Gbit/s.' }),
  'host-packets': Flags.string({
    default: '4M',
    helpValue: 'RATE',
    description: 'Packets per second that it carries.',
  }),
  'node-rate': Flags.string({
    helpValue: 'RATE',
    description: 'Operations per second of a node. Default: of one core in --measured, otherwise 1M.',
  }),
  'node-memory': Flags.string({ default: '105.81', helpValue: 'GIB', description: 'Memory of a node, in GiB.' }),
  'data-gb': Flags.string({ helpValue: 'GB', description: 'Data to store, in GB. Default: memory is not checked.' }),
  replicas: Flags.integer({ default: 1, min: 0, max: 5, description: 'Replicas per shard.' }),
  connections: Flags.integer({
    default: 1,
    min: 1,
    max: 1_000,
    description: 'Connections from each core to each node.',
  }),
};

/** What ElastiCache gives for an r7g.4xlarge with Redis 7.1: "over 1 million requests per second". */
const publishedNodeRate = 1_000_000;

/** Parses the flags of `plan`, and reads the records it names. Throws UsageError. */
export async function readPlan(flags: GivenFlags): Promise<PlanRequest> {
  const rates = await readRates(flags);
  const reads = parsePercentage(flags.reads);
  if (reads.expected !== undefined)
    throw new UsageError(`--reads: expected ${reads.expected}, found ${JSON.stringify(flags.reads)}.`);
  return {
    ratePerSecond: readRate('--rate', flags.rate) ?? 0,
    valueBytes: bytesOf('--value', flags.value),
    keyBytes: bytesOf('--key', flags.key),
    readShare: reads.value,
    pipeline: flags.pipeline,
    rates,
    host: {
      cores: flags['host-cores'],
      gbitPerSecond: positive('--host-gbit', flags['host-gbit'], 'Gbit/s above 0, such as 25'),
      packetsPerSecond: readRate('--host-packets', flags['host-packets']) ?? 0,
    },
    node: {
      perSecond: readRate('--node-rate', flags['node-rate']) ?? rates.server ?? publishedNodeRate,
      memoryGib: positive('--node-memory', flags['node-memory'], 'GiB above 0, such as 13.07'),
      replicas: flags.replicas,
    },
    dataGb: flags['data-gb'] === undefined ? null : numberOf('--data-gb', flags['data-gb'], 'GB, such as 1 or 0.5'),
    connections: flags.connections,
  };
}

interface GivenFlags {
  readonly rate: string;
  readonly value: string;
  readonly key: string;
  readonly reads: string;
  readonly pipeline: number;
  readonly memcached: boolean;
  readonly measured?: readonly string[] | undefined;
  readonly 'host-cores': number;
  readonly 'host-gbit': string;
  readonly 'host-packets': string;
  readonly 'node-rate'?: string | undefined;
  readonly 'node-memory': string;
  readonly 'data-gb'?: string | undefined;
  readonly replicas: number;
  readonly connections: number;
}

async function readRates({ measured, memcached, pipeline }: GivenFlags): Promise<CoreRates> {
  if (measured === undefined) return publishedRates(memcached ? 'memcached' : 'redis', pipeline);
  const rates = measuredRates(await Promise.all(measured.map(readRecord)));
  if (rates !== null) return rates;
  throw new UsageError(
    '--measured: none of the records has a throughput and the CPU time it took. Try: a run that was not interrupted.',
  );
}

const mostBytes = 512 * 1024 ** 2;

function bytesOf(flag: string, text: string): number {
  const size = parseSize(text);
  if (size.expected === undefined && size.value > 0 && size.value <= mostBytes) return size.value;
  const expected = size.expected ?? 'a size above 0 and of at most 512mb, the largest that Redis stores';
  throw new UsageError(`${flag}: expected ${expected}, found ${JSON.stringify(text)}.`);
}

function positive(flag: string, text: string, expected: string): number {
  const value = numberOf(flag, text, expected);
  if (value > 0) return value;
  throw new UsageError(`${flag}: expected ${expected}, found ${JSON.stringify(text)}.`);
}
