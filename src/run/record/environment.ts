import { cpus, release, totalmem, type } from 'node:os';
import type { MachineNoise } from '../../model/machine-noise.js';
import type { RunRecord } from '../../model/run-record.js';

/** The machine and servers of this run. */
export function describeEnvironment(
  servers: RunRecord['environment']['engines'],
  noise: MachineNoise,
): RunRecord['environment'] {
  const processors = cpus();
  return {
    nodeVersion: process.version,
    os: `${type()} ${release()}`,
    cpuModel: processors[0]?.model ?? 'unknown',
    cpuCount: processors.length,
    memoryBytes: totalmem(),
    noise,
    engines: servers.map(({ engine, version, path }) => ({ engine, version, path })),
  };
}
