import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { monotonicMs } from '../clock/monotonic.js';
import type { MachineNoise } from '../model/machine-noise.js';

/** CPU time of all cores since boot, in any unit; null: not counted by the system. */
export interface CpuTimes {
  readonly total: number;
  readonly idle: number;
  readonly steal: number | null;
}

/** Observes the machine for `sampleMs`, during which this process should be idle: steal, other processes, and timer lateness. */
export async function measureNoise(sampleMs: number): Promise<MachineNoise> {
  const before = await cpuTimes();
  const ownBefore = process.cpuUsage();
  const startMs = monotonicMs();
  const latenessMs: number[] = [];
  while (monotonicMs() - startMs < sampleMs) {
    const askedMs = monotonicMs();
    await wait(1);
    latenessMs.push(Math.max(0, monotonicMs() - askedMs - 1));
  }
  const own = process.cpuUsage(ownBefore);
  const ownCores = (own.user + own.system) / 1000 / (monotonicMs() - startMs);
  const sorted = latenessMs.sort((left, right) => left - right);
  const p99Ms = sorted[Math.floor((sorted.length - 1) * 0.99)] ?? 0;
  return {
    ...noiseBetween(before, await cpuTimes(), ownCores / cpus().length),
    timerLatenessP99Us: Math.round(p99Ms * 1000),
  };
}

/** `ownShare`: share of all cores used by this process meanwhile. */
export function noiseBetween(
  before: CpuTimes,
  after: CpuTimes,
  ownShare: number,
): Pick<MachineNoise, 'stealPercent' | 'otherCpuPercent'> {
  const total = Math.max(1, after.total - before.total);
  const steal = after.steal === null || before.steal === null ? null : after.steal - before.steal;
  const busyShare = (total - (after.idle - before.idle) - (steal ?? 0)) / total;
  return {
    stealPercent: steal === null ? null : (steal / total) * 100,
    otherCpuPercent: Math.max(0, busyShare - ownShare) * 100,
  };
}

/** The first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal. Source: proc(5). */
export function parseCpuTimes(stat: string): CpuTimes | undefined {
  const fields = /^cpu\s+([\d ]+)/m.exec(stat)?.[1]?.trim().split(' ').map(Number);
  if (fields === undefined || fields.length < 8) return undefined;
  // Guest time is already included in user.
  const total = fields.slice(0, 8).reduce((sum, ticks) => sum + ticks, 0);
  return { total, idle: (fields[3] ?? 0) + (fields[4] ?? 0), steal: fields[7] ?? 0 };
}

async function cpuTimes(): Promise<CpuTimes> {
  const counted = parseCpuTimes(await readFile('/proc/stat', 'utf8').catch(() => ''));
  if (counted !== undefined) return counted;
  const cores = cpus().map(({ times }) => times);
  const sum = (of: (times: (typeof cores)[number]) => number) => cores.reduce((all, times) => all + of(times), 0);
  return {
    total: sum(({ user, nice, sys, idle, irq }) => user + nice + sys + idle + irq),
    idle: sum(({ idle }) => idle),
    steal: null,
  };
}
