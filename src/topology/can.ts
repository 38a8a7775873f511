import { type Ability, abilities } from './abilities.js';
import { topologies } from './registry.js';
import type { TargetTopology, TopologyDefinition } from './topology.js';
import type { TopologyPlan } from './topology-plan.js';

/** Whether the planned servers have an ability. */
export function can(plan: TopologyPlan, ability: Ability): boolean {
  const definition = definitionOf(plan);
  return (definition.abilitiesOf?.(plan) ?? definition.can).includes(ability);
}

/** Why the planned servers can't be used by something that needs these abilities; undefined if they can. */
export function lackOf(plan: TopologyPlan, needs: readonly Ability[]): string | undefined {
  const lacking = needs.find((ability) => !can(plan, ability));
  return lacking && abilities[lacking](plan.kind);
}

/** The topologies that have all of these abilities, at least with some plans. */
export function topologiesThatCan(needs: readonly Ability[]): readonly string[] {
  return Object.entries(topologies).flatMap(([kind, definition]) =>
    needs.every((ability) => definition.can.includes(ability)) ? [kind] : [],
  );
}

/** Number of planned sentinels. */
export function sentinelsOf(plan: TopologyPlan): number {
  return definitionOf(plan).sentinels?.(plan) ?? 0;
}

export function definitionOf({ kind }: Pick<TopologyPlan, 'kind'>): TopologyDefinition | TargetTopology {
  return topologies[kind];
}

/** The topology that a document names; undefined if there is none of this name. */
export function topologyNamed(word: unknown): TopologyDefinition | TargetTopology | undefined {
  return Object.entries(topologies).find(([kind]) => kind === word)?.[1];
}
