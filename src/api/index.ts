// What `import 'cache-bench'` offers.

export type { RunRecord } from '../record/run-record.js';
export type { ClientOptions } from './client-options.js';
export { expectGates } from './expect-gates.js';
export { type RunOverrides, run } from './run.js';
export {
  type Cluster,
  type ClusterOptions,
  type FaultOptions,
  type Milestone,
  type Strike,
  startCluster,
  type TopologyOptions,
} from './start-cluster.js';
