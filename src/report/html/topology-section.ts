import type { RunRecord } from '../../record/run-record.js';
import { closedWith } from '../facts/closed-with.js';
import { nodeChanges } from '../facts/node-changes.js';
import { formatDuration } from '../format-figures.js';
import { type Section, tableBlock } from './blocks.js';
import { html } from './markup.js';

/** Every node with its zone, and its role before and after. */
export function topologySection(record: RunRecord): Section {
  const { kind, readyMs } = record.topology;
  const role = (text: string, changed: boolean) => (changed ? html`<strong>${text}</strong>` : text);
  return {
    id: 'topology',
    title: 'Topology',
    content: [
      html`<p><code>${kind}</code>${closedWith(record)}, ready after ${formatDuration(readyMs)}.</p>`,
      tableBlock({
        caption: 'Nodes before and after; a role that changed is bold',
        head: ['node', 'zone', 'shard', 'role before', 'role after', 'address'],
        rows: nodeChanges(record).map(({ id, zone, shard, before, after, changed, address }) => [
          id,
          zone,
          shard,
          role(before, changed),
          role(after, changed),
          html`<code>${address}</code>`,
        ]),
      }),
    ],
  };
}
