/** How busy a machine was with other work, over a short sample. */
export interface MachineNoise {
  /** Share of all cores that the hypervisor gave to others; null if the system does not count it. */
  readonly stealPercent: number | null;
  /** Share of all cores used by other processes. */
  readonly otherCpuPercent: number;
  /** How late a 1 ms timer fired, 99th percentile. */
  readonly timerLatenessP99Us: number;
}

const noisy = { stealPercent: 5, otherCpuPercent: 25, timerLatenessP99Us: 3_000 };

/** Whether latencies measured here are likely to reflect the machine more than the servers. */
export function isNoisy({ stealPercent, otherCpuPercent, timerLatenessP99Us }: MachineNoise): boolean {
  return (
    (stealPercent ?? 0) > noisy.stealPercent ||
    otherCpuPercent > noisy.otherCpuPercent ||
    timerLatenessP99Us > noisy.timerLatenessP99Us
  );
}

/** `other processes use 3 % of the CPU, 0 % stolen, timers up to 0.1 ms late (p99)`. */
export function describeNoise({ stealPercent, otherCpuPercent, timerLatenessP99Us }: MachineNoise): string {
  return [
    `other processes use ${Math.round(otherCpuPercent)} % of the CPU`,
    ...(stealPercent === null ? [] : [`${Math.round(stealPercent)} % stolen`]),
    `timers up to ${(timerLatenessP99Us / 1000).toFixed(1)} ms late (p99)`,
  ].join(', ');
}
