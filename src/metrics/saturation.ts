import type { SaturationRecord } from '../record/sections/saturation.js';
import { type GeneratorSetup, remediesFor, type SaturationCause } from './saturation-remedies.js';
import { busyShareOf, type ThreadHistory, type ThreadSummary } from './thread-history.js';

/** The event loop was this late for 1 % of the time: no cache user would be delayed like that. */
const mostEventLoopDelayUs = 5_000;
/** A thread this busy is at its limit; a server this busy is the limit. */
const busyThread = 0.95;
const busyServerPercent = 90;
/** Operations are late if their wait to be sent exceeds this share of the response time's p99. */
const lateShare = 0.5;
const leastLateUs = 500;
/** A single stall of the servers also causes a queue; lateness in a larger share of the run has another cause. */
const fewestLateIntervals = 0.1;
/** A tenth of the time: 1 operation in 10 then waits for a collection. */
const mostGarbageCollection = 0.1;
/** From this share on, waiting for a core is named as the cause. */
const significantWait = 0.1;
/** All cores in use: the rest is the system's. */
const fullMachine = 0.9;

export interface SaturationInput {
  /** Over the time that counts: before the first fault. */
  readonly threads: readonly ThreadHistory[];
  /** Over the same time; null in closed loop. */
  readonly responseP99Us: number | null;
  readonly closedLoop: boolean;
  /** Over all load threads. */
  readonly connections: number;
  /** Of the machine shared by servers and generator. */
  readonly cpuCount: number;
  readonly generatorCpuPercent: number | null;
  readonly servers: SaturationRecord['servers'];
}

interface Bottleneck {
  readonly cause: SaturationCause;
  readonly reason: string;
}

/** Whether the generator, not the server, was the limit; why, and what to change. */
export function judgeSaturation(input: SaturationInput): SaturationRecord {
  const threads = input.threads.map((thread) => thread.summary());
  const bottlenecks = input.threads.flatMap((thread, index) => {
    const found = bottleneckOf(thread, input);
    return found === undefined ? [] : [{ ...found, reason: `load thread ${index + 1} ${found.reason}` }];
  });
  const setup: GeneratorSetup = { ...input, threads: threads.length, machineIsFull: isFull(input) };
  return {
    saturated: bottlenecks.length > 0,
    reasons: bottlenecks.map(({ reason }) => reason),
    remedies: remediesFor(new Set(bottlenecks.map(({ cause }) => cause)), setup),
    generator: {
      cpuPercent: input.generatorCpuPercent,
      threads: threads.map(
        ({ cpuShare, tickerCpuShare, heldUpShare, eventLoopDelayP99Us, schedulingLagP99Us, gcMs }) => ({
          cpuPercent: percent(cpuShare === null ? null : cpuShare + tickerCpuShare),
          waitedForCpuPercent: percent(heldUpShare),
          eventLoopDelayP99Us,
          schedulingLagP99Us,
          gcMs,
        }),
      ),
    },
    servers: input.servers,
  };
}

function bottleneckOf(thread: ThreadHistory, input: SaturationInput): Bottleneck | undefined {
  const summary = thread.summary();
  const found = input.closedLoop ? busyThreadOf(summary, input) : (heldUp(summary) ?? late(thread, input));
  return found ?? collecting(summary);
}

/** Open loop: the thread itself was late, not a busy connection. */
function heldUp(thread: ThreadSummary): Bottleneck | undefined {
  const delayUs = thread.eventLoopDelayP99Us ?? 0;
  if (delayUs <= mostEventLoopDelayUs) return undefined;
  return {
    cause: causeOf(thread),
    reason: `was held up for ${milliseconds(delayUs)} (p99)${waitText(thread)}`,
  };
}

/**
 * Open loop: operations waited to be sent through much of the run, that wait makes up most of the response time, and the
 * thread had no time to spare. With time to spare, it was waiting for a free connection, which is the servers'
 * responsibility.
 */
function late(thread: ThreadHistory, input: SaturationInput): Bottleneck | undefined {
  const lateUs = Math.max(leastLateUs, lateShare * (input.responseP99Us ?? 0));
  const lagUs = thread.summary().schedulingLagP99Us ?? 0;
  if (lagUs <= lateUs) return undefined;
  const { length, shares: meanwhile } = thread.lateOnes(lateUs);
  if (length === 0 || length < fewestLateIntervals * thread.length) return undefined;
  if ((busyShareOf(meanwhile) ?? 0) < busyThread || busiestServerPercent(input, 0) >= busyServerPercent)
    return undefined;
  return {
    cause: causeOf(meanwhile),
    reason:
      `sent operations up to ${milliseconds(lagUs)} (p99) after their planned start and had no time to spare: ` +
      `it used ${rounded(meanwhile.cpuShare)} % of a core${waitText(meanwhile)}`,
  };
}

/** Closed loop: the generator has no time to spare, but the servers do. Missing figures are no evidence. */
function busyThreadOf(thread: ThreadSummary, input: SaturationInput): Bottleneck | undefined {
  if ((busyShareOf(thread) ?? 0) < busyThread || busiestServerPercent(input, 100) >= busyServerPercent)
    return undefined;
  return {
    cause: causeOf(thread),
    reason: `used ${rounded(thread.cpuShare)} % of a core${waitText(thread)}, while no server was busy`,
  };
}

function collecting(thread: ThreadSummary): Bottleneck | undefined {
  if (thread.gcShare < mostGarbageCollection) return undefined;
  return { cause: 'garbage', reason: `collected garbage for ${rounded(thread.gcShare)} % of the time` };
}

function causeOf({ heldUpShare, gcShare }: Pick<ThreadSummary, 'heldUpShare' | 'gcShare'>): SaturationCause {
  if ((heldUpShare ?? 0) >= significantWait) return 'waited';
  return gcShare >= mostGarbageCollection ? 'garbage' : 'worked';
}

function busiestServerPercent({ servers }: SaturationInput, unknown: number): number {
  return Math.max(0, ...servers.map(({ cpuPercent }) => cpuPercent ?? unknown));
}

function isFull({ generatorCpuPercent, servers, cpuCount }: SaturationInput): boolean {
  const used = servers.reduce((sum, { cpuPercent }) => sum + (cpuPercent ?? 0), generatorCpuPercent ?? 0);
  return used >= fullMachine * cpuCount * 100;
}

function waitText({ heldUpShare }: Pick<ThreadSummary, 'heldUpShare'>): string {
  return heldUpShare === null ? '' : `, and waited for a free core ${rounded(heldUpShare)} % of the time`;
}

function percent(share: number | null): number | null {
  return share === null ? null : share * 100;
}

function rounded(share: number | null): number {
  return Math.round((share ?? 0) * 100);
}

function milliseconds(us: number): string {
  return `${(us / 1000).toFixed(1)} ms`;
}
