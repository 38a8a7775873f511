import type { NodeRole } from './node.js';
import type { MeasuredPhase } from './phase.js';
import type { Stall } from './stall.js';

/** Something that happened at a moment of the run, in milliseconds on the run's clock (negative: before the barrier). */
export type RunEvent = { readonly atMs: number } & RunEventBody;

export type RunEventBody =
  | { readonly type: 'phase-started'; readonly phase: MeasuredPhase | 'preload' | 'warmup' | 'drain' | 'audit' }
  | { readonly type: 'fault-injected'; readonly fault: string; readonly targets: readonly string[] }
  /** Its turn came, and there was nothing to strike. */
  | { readonly type: 'fault-skipped'; readonly fault: string; readonly reason: string }
  | { readonly type: 'fault-healed'; readonly fault: string; readonly targets: readonly string[] }
  | { readonly type: 'role-changed'; readonly node: string; readonly from: NodeRole; readonly to: NodeRole }
  | { readonly type: 'server-event'; readonly node: string; readonly name: string; readonly detail: string }
  | { readonly type: 'suspected' | 'agreed-down'; readonly node: string; readonly by: string; readonly detail: string }
  /** A server (`by`) knows that this node is the primary now, and sends whoever asks there. */
  | { readonly type: 'learned-primary'; readonly node: string; readonly by: string }
  /** A replica says that its link to its primary is down, or up again. */
  | { readonly type: 'replica-link-down' | 'replica-link-up'; readonly node: string }
  /** A primary has counted so many resyncs since it was last asked. */
  | { readonly type: 'resynced'; readonly node: string; readonly full: number; readonly partial: number }
  | { readonly type: 'redundancy-lost' | 'redundancy-restored'; readonly shard: number }
  | { readonly type: 'milestone'; readonly fault: string; readonly shard: number; readonly milestone: string }
  /** Operations were due, and none of that sort succeeded on the shard; no fault explains it. */
  | { readonly type: 'outage'; readonly shard: number; readonly sort: 'read' | 'write'; readonly durationMs: number }
  /** The load generator stood still or ran late. */
  | { readonly type: 'stall'; readonly durationMs: number; readonly where: Stall['where'] }
  | { readonly type: 'node-started'; readonly node: string; readonly role: NodeRole; readonly zone: string }
  | { readonly type: 'node-stopped'; readonly node: string }
  | { readonly type: 'converged' }
  | { readonly type: 'interrupted'; readonly signal: string }
  /** A gate with abortOnFail had failed, and ended the run. */
  | { readonly type: 'aborted'; readonly gate: string; readonly explanation: string }
  | { readonly type: 'warning'; readonly code: string; readonly message: string };
