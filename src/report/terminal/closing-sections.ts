import type { RunRecord } from '../../record/run-record.js';
import { closedWith } from '../facts/closed-with.js';
import { costHead, costLine, costRows } from '../facts/cost.js';
import { machineLine } from '../facts/machine-line.js';
import { nodeChanges } from '../facts/node-changes.js';
import { relayCostLine } from '../facts/relay-cost.js';
import { saturationLine } from '../facts/saturation.js';
import { formatDuration } from '../format-figures.js';
import { labelled, type Page, remark, section, table, wrapText } from './page.js';

/** The environment and warnings. */
export function closingSections(page: Page, record: RunRecord): readonly string[] {
  return [
    ...section(page, 'TOPOLOGY', topology(page, record)),
    ...section(page, 'SATURATION', wrapText(saturationLine(record), page.columns - 2)),
    ...section(page, 'COST', cost(page, record)),
    ...section(page, 'WARNINGS', labelledWarnings(page, record)),
  ];
}

function cost(page: Page, { cost }: RunRecord): readonly string[] {
  const line = costLine(cost);
  if (cost === undefined || line === undefined) return [];
  return [...table(page, costHead, costRows(cost)), '', ...remark(page, line)];
}

const mostNodes = 12;

function topology(page: Page, record: RunRecord): readonly string[] {
  const all = nodeChanges(record);
  const shown = all.length > mostNodes ? all.filter(({ changed }) => changed) : all;
  const hidden = all.length - shown.length;
  const relays = relayCostLine(record);
  const row = ({ id, zone, shard, address, role }: (typeof all)[number]) => [
    id,
    zone,
    shard,
    wrapText(address, Math.max(21, page.columns - 54)).join('\n'),
    role,
  ];
  return [
    `${record.topology.kind}${closedWith(record)}, ready after ${formatDuration(record.topology.readyMs)}`,
    '',
    ...table(page, ['node', 'zone', 'shard', 'address', 'role from start to end'], shown.map(row), () => 'left'),
    ...(hidden > 0 ? [`and ${hidden} nodes that kept their roles`] : []),
    '',
    ...remark(page, machineLine(record)),
    ...(relays === undefined ? [] : remark(page, relays)),
  ];
}

function labelledWarnings(page: Page, record: RunRecord): readonly string[] {
  return record.warnings.flatMap(({ code, message }) =>
    code.length < 16 ? labelled(page, [[code, message]]) : wrapText(`${code}: ${message}`, page.columns - 2),
  );
}
