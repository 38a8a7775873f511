import type { NodesPlan } from './nodes-plan.js';

type Directives = NodesPlan['config'];

/** The directives of one data node: the common ones, overridden by its own. */
export function configOf(
  { config, nodeConfig = {} }: Pick<NodesPlan, 'config' | 'nodeConfig'>,
  id: string,
): Directives {
  return { ...config, ...nodeConfig[id] };
}

/** Each place in a plan that holds directives, as named in a scenario, with its directives. */
export function directivePlaces({
  config,
  nodeConfig = {},
}: Pick<NodesPlan, 'config' | 'nodeConfig'>): readonly (readonly [place: string, directives: Directives])[] {
  const ofNodes = Object.entries(nodeConfig).map(([id, directives]) => [`nodeConfig.${id}`, directives] as const);
  return [['config', config], ...ofNodes];
}
