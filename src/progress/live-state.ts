import type { ProgressTick } from './progress-tick.js';

/** A task outside the load, such as the preload. */
export interface Work {
  /** What is being done: `reading back`. */
  readonly label: string;
  readonly elapsedMs: number;
  readonly done: number;
  /** Null: unknown until it is done. */
  readonly total: number | null;
  /** What is counted, in the plural; null: only the share is shown. */
  readonly unit: string | null;
}

/** Changes that only a live view can show. */
export type LiveChange =
  /** Undefined: it is over. */
  | { readonly type: 'work'; readonly work: Work | undefined }
  | ({ readonly type: 'strike' } & Strike)
  /** A consequence of a strike, such as `promoted`; the first time counts. `strikeAtMs`: null for the last strike. */
  | { readonly type: 'milestone'; readonly name: string; readonly atMs: number; readonly strikeAtMs: number | null }
  /** The ongoing times without success, once they are long enough to show; empty: they are over. */
  | { readonly type: 'outage'; readonly atMs: number; readonly open: readonly ShownOutage[] };

/** A fault that struck, and its expected consequences; times are in ms on the run's clock. */
interface Strike {
  readonly fault: string;
  readonly targets: readonly string[];
  readonly atMs: number;
  /** Milestones of a failover, in order; empty: no node takes over from the target. */
  readonly failoverSteps: readonly string[];
  /** Milestones of the subsequent repair, in order. */
  readonly repairSteps: readonly string[];
}

/** A time in which operations of one sort were due on a shard, and none succeeded. */
export interface ShownOutage {
  /** Null with a single shard. */
  readonly shard: number | null;
  readonly sort: 'read' | 'write';
  readonly lengthMs: number;
}

/** Everything the live view draws; times are in ms on the run's clock. */
export interface LiveState {
  readonly phase: string;
  readonly tick: ProgressTick | undefined;
  /** Successful operations in each second of the last minute, oldest first. */
  readonly rates: readonly number[];
  readonly strike:
    | (Strike & { readonly milestones: readonly { readonly name: string; readonly atMs: number }[] })
    | undefined;
  readonly outages: readonly ShownOutage[];
  readonly work: Work | undefined;
}

const secondsShown = 60;

/** Nothing reported yet. */
export const emptyLiveState: LiveState = {
  phase: '',
  tick: undefined,
  rates: [],
  strike: undefined,
  outages: [],
  work: undefined,
};

/** The state after one more second. */
export function withTick(state: LiveState, tick: ProgressTick): LiveState {
  return { ...state, tick, work: undefined, rates: [...state.rates, tick.ratePerSecond].slice(-secondsShown) };
}

/** The state after a change. */
export function withChange(state: LiveState, change: LiveChange): LiveState {
  switch (change.type) {
    case 'work':
      return { ...state, work: change.work };
    case 'strike': {
      const { type: _, ...strike } = change;
      return { ...state, strike: { ...strike, milestones: [] } };
    }
    case 'outage':
      return {
        ...state,
        outages: change.open,
        tick: state.tick && { ...state.tick, atMs: Math.max(state.tick.atMs, change.atMs) },
      };
    case 'milestone': {
      const { strike } = state;
      const { name, atMs, strikeAtMs } = change;
      if (strike === undefined || atMs < strike.atMs || (strikeAtMs ?? strike.atMs) !== strike.atMs) return state;
      if (strike.milestones.some((milestone) => milestone.name === name)) return state;
      return { ...state, strike: { ...strike, milestones: [...strike.milestones, { name, atMs }] } };
    }
    default:
      return change satisfies never;
  }
}
