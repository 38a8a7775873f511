import { AuditedKeys, type WorkerLedgers } from './audited-keys.js';
import { CompositeSteps } from './composite-steps.js';
import { HistoryRecorder } from './history/history-recorder.js';
import { Issuer } from './issuer.js';
import type { WorkerPlan } from './load-plan.js';
import { OperationSinks } from './operation-sinks.js';
import { createOperationSource } from './operation-source.js';
import type { OriginRecorder } from './origin/origin-recorder.js';
import { pacerFor } from './pacer/registry.js';
import { PlannedPart } from './planned-part.js';
import type { ReplayQueue } from './replay/replay-queue.js';
import { Routes } from './routes.js';
import { FreeSlots, Slots } from './slots.js';
import { backgroundSlots } from './step-graph.js';

/** What the loop of one worker consists of. `origin` and `replay`: see IssueLoop. */
export function loopParts(
  plan: WorkerPlan,
  ledgers: WorkerLedgers | null,
  origin: OriginRecorder | null,
  replay: ReplayQueue | null,
) {
  const slots = new Slots(plan.connections, plan.pipeline, backgroundSlots(plan.operations));
  const free = new FreeSlots(slots, plan.connections);
  const part = new PlannedPart(replay ?? pacerFor(plan));
  const source = replay ?? createOperationSource(plan);
  const keys = new AuditedKeys(ledgers, source, plan, origin?.rows);
  const history = plan.history && new HistoryRecorder(plan.history, plan, slots);
  const sinks = new OperationSinks(plan, slots, keys, origin, history);
  const composites = new CompositeSteps(plan, slots, keys, sinks);
  const issuer = new Issuer(plan, { part, slots, free, source, keys, sinks, replay });
  // Without its cache, an application asks the origin.
  const routes = new Routes(plan.connections, free, plan.origin?.needsCache ?? true);
  return { slots, routes, part, sinks, composites, issuer };
}
