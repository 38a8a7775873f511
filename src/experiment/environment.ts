import { cpus, release, totalmem, type } from 'node:os';
import type { EngineBinary } from '../engine/server-process.js';
import type { RunRecord } from '../model/run-record.js';

/** The machine and the servers of this run. */
export function describeEnvironment(binaries: readonly EngineBinary[]): RunRecord['environment'] {
  const processors = cpus();
  return {
    nodeVersion: process.version,
    os: `${type()} ${release()}`,
    cpuModel: processors[0]?.model ?? 'unknown',
    cpuCount: processors.length,
    memoryBytes: totalmem(),
    engines: binaries.map(({ engine, version, path }) => ({ engine, version, path })),
  };
}
