import type { NodeRole } from './node.js';
import type { MeasuredPhase } from './phase.js';
import type { Stall } from './stall.js';

/** An event of the run, in milliseconds on the run's clock (negative: before the barrier). */
export type RunEvent = { readonly atMs: number } & RunEventBody;

export type RunEventBody =
  | { readonly type: 'phase-started'; readonly phase: MeasuredPhase | 'preload' | 'warmup' | 'drain' | 'audit' }
  | { readonly type: 'fault-injected'; readonly fault: string; readonly targets: readonly string[] }
  /** It was due, but there was no target. */
  | { readonly type: 'fault-skipped'; readonly fault: string; readonly reason: string }
  | { readonly type: 'fault-healed'; readonly fault: string; readonly targets: readonly string[] }
  | { readonly type: 'role-changed'; readonly node: string; readonly from: NodeRole; readonly to: NodeRole }
  | { readonly type: 'server-event'; readonly node: string; readonly name: string; readonly detail: string }
  | { readonly type: 'suspected' | 'agreed-down'; readonly node: string; readonly by: string; readonly detail: string }
  /** A server (`by`) now knows this node as the primary, and directs clients to it. */
  | { readonly type: 'learned-primary'; readonly node: string; readonly by: string }
  /** A replica reports that its link to its primary is down, or up again. */
  | { readonly type: 'replica-link-down' | 'replica-link-up'; readonly node: string }
  /** A primary has counted this many resyncs since it was last polled. */
  | { readonly type: 'resynced'; readonly node: string; readonly full: number; readonly partial: number }
  | { readonly type: 'redundancy-lost' | 'redundancy-restored'; readonly shard: number }
  | { readonly type: 'milestone'; readonly fault: string; readonly shard: number; readonly milestone: string }
  /** Operations of that sort were due on the shard and none succeeded; no fault explains it. */
  | { readonly type: 'outage'; readonly shard: number; readonly sort: 'read' | 'write'; readonly durationMs: number }
  /** The load generator stalled or ran late. */
  | { readonly type: 'stall'; readonly durationMs: number; readonly where: Stall['where'] }
  | { readonly type: 'node-started'; readonly node: string; readonly role: NodeRole; readonly zone: string }
  | { readonly type: 'node-stopped'; readonly node: string }
  | { readonly type: 'converged' }
  | { readonly type: 'interrupted'; readonly signal: string }
  /** A gate with abortOnFail failed and ended the run. */
  | { readonly type: 'aborted'; readonly gate: string; readonly explanation: string }
  | { readonly type: 'warning'; readonly code: string; readonly message: string };
