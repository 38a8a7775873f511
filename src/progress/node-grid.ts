import type { NodeRole } from '../model/node.js';
import { padToWidth, textWidth } from '../report/text-width.js';
import type { ProgressTick } from './progress-tick.js';

type Nodes = ProgressTick['nodes'];

/**
 * The nodes with role and zone in columns, at most `mostLines` of them; if they don't fit, nodes are counted by role and
 * dead ones named.
 */
export function nodeGrid(nodes: Nodes, columns: number, mostLines: number): readonly string[] {
  const cells = nodes.map(({ id, role, zone, state }) => `${id} ${state === 'down' ? 'DOWN' : role} ${zone}`.trimEnd());
  const width = Math.max(...cells.map(textWidth), 0) + 2;
  const perLine = Math.max(1, Math.floor((columns + 2) / width));
  if (Math.ceil(cells.length / perLine) > mostLines) return [nodeCounts(nodes)];
  return Array.from({ length: Math.ceil(cells.length / perLine) }, (_, line) =>
    cells
      .slice(line * perLine, (line + 1) * perLine)
      .map((cell) => padToWidth(cell, width))
      .join('')
      .trimEnd(),
  );
}

function nodeCounts(nodes: Nodes): string {
  const up = nodes.filter(({ state }) => state === 'up');
  const down = nodes.filter(({ state }) => state === 'down').map(({ id }) => id);
  const roles = [...new Set(nodes.map(({ role }) => role))];
  const count = (role: NodeRole) => up.filter((node) => node.role === role).length;
  return [
    ...(down.length > 0 ? [`DOWN ${down.join(' ')}`] : []),
    ...roles.map((role) => `${role} ${count(role)}`),
  ].join(', ');
}
