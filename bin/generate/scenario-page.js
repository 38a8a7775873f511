import { parse } from 'yaml';
import { markdownTable } from './markdown-table.js';
import { fromProject } from './project.js';
import { expectedExitCode, headerOf } from './scenario-header.js';

/**
 * The part of a page that is derived from the scenario file: what it does, what to expect, how to read its report, the file.
 *
 * @param {string} name
 * @param {string} source the file's text
 */
export async function scenarioPart(name, source) {
  const { loadScenario } = await fromProject('dist/scenario/load-scenario.js');
  const { document } = await loadScenario(name, {}, { cpuCount: 2 });
  return [
    `# ${name}`,
    document.description,
    ['```sh', `cache-bench run ${name}`, '```'].join('\n'),
    '## What it does',
    // Faults as the file has them: a default such as `after` means nothing for a fault that is never healed.
    markdownTable(['', ''], factsOf({ ...document, faults: parse(source).faults ?? [] })),
    '## What to expect',
    headerOf(source),
    '**Gates:** exit code 0 if all pass, 3 if one fails, 4 if the run is inconclusive.',
    document.gates
      .map((/** @type {string | { gate: string }} */ gate) => `- \`${typeof gate === 'string' ? gate : gate.gate}\``)
      .join('\n'),
    ...(expectedExitCode(source) === 0 ? [] : [knownBad(expectedExitCode(source))]),
    '## How to read it',
    readingOf(document).join('\n'),
    '## The file',
    ['```yaml', source.trim(), '```'].join('\n'),
  ].join('\n\n');
}

/** @param {number} exitCode */
function knownBad(exitCode) {
  return `**Known bad:** this scenario loses acknowledged writes on purpose, and cache-bench must detect that. The expected exit code is ${exitCode}; a run that passes is blind.`;
}

/** @param {any} document @returns {string[][]} */
function factsOf({ application, topology, workload, phases, faults }) {
  const { kind, engine, shards, replicas, zones, links } = topology;
  const count = (/** @type {number} */ number, /** @type {string} */ noun) =>
    `${number} ${noun}${number === 1 ? '' : 's'}`;
  const replicated = `${count(shards, 'shard')}, ${count(replicas, 'replica')}${shards > 1 ? ' of each' : ''}`;
  const servers = kind === 'memcached' ? count(shards, 'server') : replicated;
  const delay = links?.betweenZones?.delay;
  const { driver, clientPolicy, connections, rate, keys, valueSize, mix, durability } = workload;
  const weights = application
    ? application.requests.map((/** @type {any} */ one) => `${one.name} (${one.method} ${one.path}) ${one.weight}`)
    : Object.entries(mix).map(([operation, weight]) => `${operation} ${weight}`);
  const clients = application
    ? 'the users of an application, over HTTP'
    : `${driver}, policy ${clientPolicy}, durability ${durability}`;
  return [
    [
      'servers',
      `${kind === engine ? kind : `${kind}, ${engine}`}: ${servers}, ${count(zones, 'zone')}${delay ? `, ${delay} between zones` : ''}`,
    ],
    [
      'load',
      `${rate === 'max' ? 'as fast as replies come' : `${rate} operations per second`} over ${count(connections, 'connection')}; ${weights.join(', ')}; ${keys} keys, values of ${valueSize} bytes`,
    ],
    ['clients', clients],
    ...(application
      ? [
          [
            'application',
            [application.command]
              .flat()
              .map((/** @type {string} */ word) => `\`${word}\``)
              .join(' '),
          ],
        ]
      : []),
    ['length', `${phases.warmup} of warm-up, ${phases.duration} measured`],
    ...(faults.length === 0
      ? [['faults', 'none']]
      : faults.map((/** @type {any} */ fault) => ['fault', faultText(fault)])),
  ];
}

const timing = ['at', 'every', 'until', 'when', 'of', 'delay', 'random', 'recover', 'after'];

/** @param {Record<string, any>} fault */
function faultText(fault) {
  const [name = '', options] = Object.entries(fault).find(([key]) => !timing.includes(key)) ?? [];
  const given = Object.entries(options ?? {}).map(([key, value]) => `${key} ${plain(value)}`);
  const { at, every, until, when, delay, random, recover, after } = fault;
  const moment = [
    at && `at ${at}`,
    every && `every ${every}`,
    until && `until ${until}`,
    when && `once ${when}`,
    delay && `${delay} later`,
    random && `at random: ${plain(random)}`,
  ].filter(Boolean);
  const healing = after ? `healed after ${after}` : '';
  const end = recover && recover !== 'none' ? `${recover}, ${after ?? '3s'} later` : healing;
  return `[${name}](../faults.md) ${moment.join(', ')}${given.length > 0 ? `: ${given.join(', ')}` : ''}${end ? `; ${end}` : ''}`;
}

/** @param {unknown} value */
function plain(value) {
  return typeof value === 'object' ? JSON.stringify(value).replaceAll('"', '') : String(value);
}

/** @param {any} document @returns {string[]} */
function readingOf({ topology, workload, faults }) {
  const isClosed = workload.rate === 'max';
  return [
    '- The last lines are the answer and the verdict; GATES shows the value of each gate and when it was worst.',
    isClosed
      ? '- The load is as fast as the replies, so latency is service time, and operations that a stall kept from being sent are not counted. See [latency](../latency.md).'
      : '- Latency counts from the planned start of an operation: the time a user waits. See [latency](../latency.md).',
    ...(faults.length > 0
      ? [
          "- The fault's section shows the proof that it took effect, and each step after it. The outage at the prober is the servers'; whatever the clients add is their own back-off. See [faults](../faults.md).",
        ]
      : []),
    ...(workload.audit === 'off'
      ? ['- Without an audit, the report has no lost writes.']
      : [
          topology.kind === 'memcached'
            ? '- WRITE SAFETY: a cache loses what its servers lose. The count is how many values an application must fetch again. See [write safety](../write-safety.md).'
            : '- WRITE SAFETY classifies every acknowledged write; each lost write has a cause and a time. See [write safety](../write-safety.md).',
        ]),
    '- SATURATED means that the load generator was the limit: gates that pass are valid, those that fail are unknown. See [troubleshooting](../troubleshooting.md).',
  ];
}
