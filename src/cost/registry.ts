import { respEngines } from '../model/node.js';
import { keysOf } from '../model/table.js';
import type { CostModel } from './cost-model.js';
import { nodes } from './model/nodes.js';
import { serverless } from './model/serverless.js';
import { upstash } from './model/upstash.js';

/** All products that can be priced, by the name that --model and scenarios use. */
export const costModels = {
  'serverless-valkey': serverless('valkey', respEngines),
  'serverless-redis': serverless('redis', respEngines),
  'serverless-memcached': serverless('memcached', ['memcached']),
  'nodes-valkey': nodes('valkey', 'valkey', respEngines),
  'nodes-redis': nodes('redis', 'redis', respEngines),
  'nodes-memcached': nodes('memcached', 'redis', ['memcached']),
  upstash,
} as const satisfies Record<string, CostModel>;
export type CostModelName = keyof typeof costModels;
export const costModelNames = keysOf(costModels);
