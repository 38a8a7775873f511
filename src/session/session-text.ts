import { endpointName } from '../model/node.js';
import { formatBytes, formatDuration, noFigure } from '../report/format-figures.js';
import { type Page, remark, section, table } from '../report/terminal/page.js';
import type { ClientSettings, Ready } from './client/client-settings.js';
import { redisCli } from './client/hand-commands.js';
import type { SessionAccess, SessionStatus, SessionTimeline } from './control-protocol.js';
import { timelineLines } from './session-timeline.js';

/** Shown by `status`. */
const mostEvents = 10;

/** The output once the cluster is ready: where it is, how to connect and how to inject faults. `end` states how it ends. */
export function readyText({ cluster, client }: Ready, page: Page, end: string): string {
  const { engine, engineVersion, topology, scenario, nodes } = cluster;
  const columns = ['node', 'role', 'shard', 'zone', 'address for clients'];
  const rows = nodes.map(({ id, role, shard, zone, client: place }) => [
    id,
    role,
    shardText(shard),
    zone,
    endpointName(place),
  ]);
  return [
    `${scenario} is up: ${topology}, ${engine} ${engineVersion}, cluster ${cluster.id}`,
    ...section(page, 'NODES', [...table(page, columns, rows, () => 'left'), ...remark(page, relayRemark(cluster))]),
    ...(client.ioredis === null ? [] : section(page, 'IOREDIS', ioredisSnippet(client.ioredis, cluster.access))),
    ...section(page, 'BY HAND', commandsFor(cluster, client)),
    ...section(page, 'INJECT FAULTS FROM ANOTHER TERMINAL', [
      'cache-bench fault kill-process --target primary',
      'cache-bench status',
      'cache-bench heal --recover replace',
    ]),
    '',
    end,
  ].join('\n');
}

/** The current state of a cluster, for `status`. */
export function statusText(status: SessionStatus, timeline: SessionTimeline | undefined, page: Page): string {
  const { id, scenario, topology, engine, engineVersion, uptimeMs, leftMs, nodes, faults } = status;
  const columns = ['node', 'role', 'shard', 'zone', 'state', 'address for clients', 'behind by'];
  const rows = nodes.map((node) => [
    node.id,
    node.role,
    shardText(node.shard),
    node.zone,
    node.state,
    endpointName(node.client),
    formatBytes(node.lagBytes),
  ]);
  const access = accessLines(status);
  const lines = faults.map(
    ({ name, targets, proof, atMs }) =>
      `${name} on ${targets.join(', ')}, ${formatDuration(uptimeMs - atMs)} ago: ${proof ?? 'it could not prove an effect'}`,
  );
  return [
    `${scenario}, cluster ${id}: ${topology}, ${engine} ${engineVersion}, up ${formatDuration(uptimeMs)}, ${formatDuration(leftMs)} left`,
    ...section(
      page,
      'NODES',
      table(page, columns, rows, () => 'left'),
    ),
    ...(access.length === 0 ? [] : section(page, 'ACCESS', access)),
    ...section(page, 'FAULTS', lines.length > 0 ? lines : ['none']),
    ...section(
      page,
      'LATEST EVENTS (all: cache-bench timeline)',
      timeline ? timelineLines(timeline).slice(-mostEvents) : [],
    ),
  ].join('\n');
}

function shardText(shard: number | null): string {
  return shard === null ? noFigure : String(shard);
}

function relayRemark({ relays }: SessionStatus): string {
  return relays
    ? 'Clients connect through relays, so that hosts can be lost and links be cut. Relays halve the throughput of a connection; --no-relays avoids them.'
    : 'Clients connect directly. Faults that need relays, such as host-loss, are refused.';
}

/** Commands to type: connect to the current primary of each shard, and find out where it is. */
function commandsFor(status: SessionStatus, { commands }: ClientSettings): readonly string[] {
  return [...new Set([...linesToPrimaries(status), ...commands])];
}

function linesToPrimaries({ nodes, access }: SessionStatus): readonly string[] {
  return nodes
    .filter(({ role, state }) => role === 'primary' && state !== 'replaced' && state !== 'down')
    .map(({ client }) => redisCli(client, access));
}

/** How to authenticate, if access is restricted. */
function accessLines(status: SessionStatus): readonly string[] {
  const { username, password, caFile } = status.access;
  if (password === null && caFile === null) return [];
  return [
    ...(password === null ? [] : [`${username === null ? '' : `user ${username}, `}password ${password}`]),
    ...(caFile === null ? [] : [`TLS, with the authority in ${caFile}`]),
    ...linesToPrimaries(status),
  ];
}

function ioredisSnippet(
  { members, options }: NonNullable<ClientSettings['ioredis']>,
  { caFile }: SessionAccess,
): readonly string[] {
  const lines = Object.entries(options).flatMap(([key, value]) => entryLines(key, value));
  const given = lines.length === 0 ? [] : ['{', ...lines.map((line) => `  ${line}`), '}'];
  const [readCa, ca] =
    caFile === null
      ? [[], []]
      : [["import { readFileSync } from 'node:fs';"], [`const ca = readFileSync(${quoted(caFile)});`]];
  if (members === null)
    return [
      ...readCa,
      "import { Redis } from 'ioredis';",
      ...ca,
      `const redis = new Redis(${given[0] ?? ''}`,
      ...given.slice(1, -1),
      '});',
    ];
  return [
    ...readCa,
    "import { Cluster } from 'ioredis';",
    ...ca,
    'const redis = new Cluster(',
    '  [',
    ...members.map((member) => `    ${literal(member)},`),
    '  ],',
    ...given.map((line, index) => `  ${line}${index === given.length - 1 ? ',' : ''}`),
    ');',
  ];
}

/** Lists and maps span several lines, one per entry. */
function entryLines(key: string, value: unknown): readonly string[] {
  if (Array.isArray(value)) return [`${key}: [`, ...value.map((item) => `  ${literal(item)},`), '],'];
  if (typeof value !== 'object' || value === null) return [`${key}: ${literal(value)},`];
  return [`${key}: {`, ...Object.entries(value).map((entry) => `  ${member(...entry)},`), '},'];
}

/** A value as JavaScript on one line; `ca` is the certificate read by the snippet. */
function literal(value: unknown): string {
  if (typeof value === 'string') return value.startsWith('-----BEGIN CERTIFICATE') ? 'ca' : quoted(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{ ${Object.entries(value)
    .map((entry) => member(...entry))
    .join(', ')} }`;
}

function member(name: string, value: unknown): string {
  const text = literal(value);
  return text === name ? name : `${word(name)}: ${text}`;
}

function word(name: string): string {
  return /^[a-zA-Z_]\w*$/.test(name) ? name : quoted(name);
}

function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}
