import type { Place } from '../../agents/place.js';
import type { OutputLine } from '../../application/output.js';
import type { KeptLedger } from '../../audit/kept-ledger.js';
import type { MissingReadInput } from '../../audit/missing-reads.js';
import type { Prices } from '../../cost/read-prices.js';
import type { ReadBack } from '../../keyspace/read-back.js';
import type { ClientLibrary } from '../../load/driver/driver.js';
import type { KeyOperations } from '../../model/history.js';
import type { MachineNoise } from '../../model/machine-noise.js';
import type { NodeDescription } from '../../model/node.js';
import type { OriginCounts } from '../../origin/origin.js';
import type { RunLog } from '../../progress/run-log.js';
import type { RunRecord } from '../../record/run-record.js';
import type { ApplicationRecord } from '../../record/sections/application.js';
import type { RedundancyRecord } from '../../record/sections/redundancy.js';
import type { RelayCostRecord } from '../../record/sections/topology.js';
import type { Cluster } from '../../topology/topology.js';
import type { ExperimentRequest, Measured } from '../measured.js';
import type { ServerWatch } from '../server-watch.js';

/** What the origin itself reported. */
export interface OriginFacts {
  readonly kind: string;
  readonly version: string | null;
  readonly serverCounts: OriginCounts | null;
  readonly sameKeyMax: number;
  /** Null: the pattern acknowledges only what reached the origin, or nobody knows. */
  readonly lostWriteBehind: number | null;
}

/** What is known of the program in front of the cache. Times are on the monotonic clock. */
export interface ApplicationFacts
  extends Pick<
    ApplicationRecord,
    'command' | 'url' | 'readyMs' | 'exits' | 'restarts' | 'cpuPercent' | 'memoryBytes' | 'eventLoopDelayP99Us'
  > {
  readonly lines: readonly OutputLine[];
}

/** What a run left behind, before anything is derived from it. */
export interface RunFacts {
  readonly request: ExperimentRequest;
  /** The client library of the load. */
  readonly library: ClientLibrary;
  readonly startedAt: Date;
  readonly wallMs: number;
  readonly runTag: string;
  readonly engines: RunRecord['environment']['engines'];
  readonly noise: MachineNoise;
  readonly prices: Prices;
  readonly cluster: Cluster;
  readonly nodesAtStart: readonly NodeDescription[];
  readonly nodesAtEnd: readonly NodeDescription[];
  /** Null: there were no relays, or they could not be measured. */
  readonly relayCost: RelayCostRecord | null;
  readonly measured: Measured;
  readonly servers: ServerWatch;
  /** Null: there are no replicas, or the servers don't report it. */
  readonly redundancy: RedundancyRecord | null;
  /** Keys of the run that the servers may have removed themselves. */
  readonly removed: ReturnType<ServerWatch['removedKeys']>;
  /** Null: clients talk to the cache. */
  readonly application: ApplicationFacts | null;
  /** Null: nothing is behind the cache. */
  readonly origin: OriginFacts | null;
  readonly ledgers: readonly KeptLedger[];
  readonly readBack: ReadBack;
  /** Null: no operations were recorded one by one. */
  readonly history: readonly KeyOperations[] | null;
  readonly missingReads: MissingReadInput;
  /** Null: the load ran in threads of this process. */
  readonly agents: readonly Place[] | null;
  readonly log: RunLog;
}
