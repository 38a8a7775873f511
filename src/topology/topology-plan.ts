import type { NodesPlan } from './nodes-plan.js';
import type { OwnOptions } from './own-options.js';
import { type TopologyKind, topologies } from './registry.js';
import type { TargetTopology, TopologyDefinition } from './topology.js';

type OwnOf<Kind extends TopologyKind> = (typeof topologies)[Kind] extends { readonly options?: OwnOptions<infer Own> }
  ? Own
  : never;

/** The servers of a scenario; each kind carries its own options and no others. */
export type TopologyPlan = {
  readonly [Kind in TopologyKind]: NodesPlan & { readonly kind: Kind } & OwnOf<Kind>;
}[TopologyKind];

/** A plan from a checked scenario; `written` has at least the keys that this topology adds. */
export function planTopology(
  kind: TopologyKind,
  nodes: NodesPlan,
  written: Readonly<Record<string, unknown>>,
): TopologyPlan {
  const { options }: TopologyDefinition | TargetTopology = topologies[kind];
  // TypeScript does not relate a kind to the options that its own definition returns.
  return { ...nodes, kind, ...options?.plan(written) } as TopologyPlan;
}
