import type { TopologyPlan } from '../model/scenario.js';

type Directives = TopologyPlan['config'];

/** The directives of one data node: those of all nodes, and over them its own. */
export function configOf(
  { config, nodeConfig = {} }: Pick<TopologyPlan, 'config' | 'nodeConfig'>,
  id: string,
): Directives {
  return { ...config, ...nodeConfig[id] };
}

/** Each place of a plan where directives stand, as a scenario names it, with those that stand there. */
export function directivePlaces({
  config,
  nodeConfig = {},
}: Pick<TopologyPlan, 'config' | 'nodeConfig'>): readonly (readonly [place: string, directives: Directives])[] {
  const ofNodes = Object.entries(nodeConfig).map(([id, directives]) => [`nodeConfig.${id}`, directives] as const);
  return [['config', config], ...ofNodes];
}
