import { requestsOf } from '../../model/operation-plan.js';
import { shareOf } from '../../origin/client.js';
import { openOriginClient } from '../../origin/open-client.js';
import { SameKeyCounter } from '../../origin/same-key-counter.js';
import type { Driver } from '../driver/driver.js';
import type { IssueLoop } from '../issue-loop.js';
import type { WorkerOrigin, WorkerPlan } from '../load-plan.js';
import { valueFor } from '../workload/value.js';
import { valuePadding } from '../workload/value-padding.js';
import { valueSizer } from '../workload/value-size.js';
import { OriginPerformer } from './origin-performer.js';
import type { OriginRecorder } from './origin-recorder.js';

/** Opens a worker's share of the connections to the origin. */
export function openOrigin(
  plan: WorkerPlan,
  { connection, sameKey, singleFlight }: WorkerOrigin,
  recorder: OriginRecorder,
  loop: IssueLoop,
): Driver {
  const { runTag, seed, workerCount, workerIndex } = plan;
  const connections = shareOf(connection.connections, workerCount, workerIndex);
  const bytesOf = valueSizer(plan.valueSizes, seed);
  const padding = valuePadding(plan.data, seed, plan.valueBytes);
  const client = openOriginClient(connection, connections, new SameKeyCounter(sameKey));
  const valueAt = (key: number, version: number) => valueFor(runTag, key, version, bytesOf(key, version), padding);
  const requests = requestsOf(plan.operations);
  const options = { client, recorder, slots: loop.slots, requests, valueAt, singleFlight, rows: plan.keys };
  return new OriginPerformer(options, loop);
}
