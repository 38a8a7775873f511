import type { Survey } from './survey.js';
import { comment } from './yaml-comment.js';

/** What one machine can still start. */
const mostNodes = 30;

/** The `topology` section of a scenario with servers of the same shape. */
export function topologySection(survey: Survey): readonly string[] {
  const { topology, engine, versions, settings } = survey;
  const replicas = Math.min(survey.replicas, mostNodes - 1);
  const shards = Math.max(1, Math.min(survey.shards, Math.floor(mostNodes / (1 + replicas))));
  const isReduced = shards < survey.shards || replicas < survey.replicas;
  const { maxmemory, ...config } = settings;
  const hasShards = topology === 'cluster' || topology === 'memcached';
  return [
    ...comment(
      '',
      `Shape: exact. Versions ${versions.join(', ')}; to choose one, write engine: ${engine}@VERSION.` +
        (isReduced
          ? ` Reduced from ${survey.shards} shards with ${survey.replicas} replicas to at most ${mostNodes} nodes.`
          : ''),
    ),
    'topology:',
    `  kind: ${topology}`,
    ...(topology === 'memcached' ? [] : [`  engine: ${engine}`]),
    ...(hasShards ? [`  shards: ${topology === 'cluster' ? Math.max(3, shards) : shards}`] : []),
    ...(topology === 'memcached' || topology === 'standalone'
      ? []
      : [`  replicas: ${Math.max(replicas, topology === 'cluster' ? 0 : 1)}`]),
    ...(Object.keys(config).length === 0
      ? []
      : [
          '  # Settings that affect the load, as reported by the servers.',
          `  config: { ${Object.entries(config)
            .map(([directive, value]) => `${directive}: ${value}`)
            .join(', ')} }`,
        ]),
    ...(maxmemory === undefined
      ? []
      : [
          `  # Their memory limit, ${maxmemory} bytes each, is not set here: keys are fewer, or this machine is smaller.`,
        ]),
  ];
}
