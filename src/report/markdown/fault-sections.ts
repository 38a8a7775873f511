import type { RunRecord } from '../../record/run-record.js';
import type { FaultRecord } from '../../record/sections/faults.js';
import { failoverSides } from '../facts/failover-sides.js';
import { faultCourse } from '../facts/fault-course.js';
import { faultRounds, faultsInFull } from '../facts/fault-rounds.js';
import { inFlightRows } from '../facts/in-flight.js';
import { outageTable } from '../facts/outage.js';
import { rewarmSentence } from '../facts/rewarm.js';
import { serviceEventRows, serviceEventsTitle } from '../facts/service-events.js';
import { shardFigures } from '../facts/shards.js';
import { codeMarkdown, escapeMarkdown } from './escape-markdown.js';
import { details, textTable } from './markdown-blocks.js';

/** Each fault: the outage visible, the failover steps and operations in flight folded. With many faults, a table comes first. */
export function faultSections(record: RunRecord): readonly string[] {
  const rounds = faultRounds(record);
  const table =
    rounds === null
      ? []
      : ['### Faults', textTable(rounds.head, rounds.rows, 'figures'), escapeMarkdown(rounds.meaning)];
  const shards = shardFigures(record);
  return [
    ...table,
    ...faultsInFull(record).flatMap(({ fault, title }) => sectionsOf(record, fault, title)),
    ...(shards === null
      ? []
      : ['### Shards', textTable(shards.head, shards.rows, 'figures'), escapeMarkdown(shards.meaning)]),
  ];
}

function sectionsOf(record: RunRecord, fault: FaultRecord, title: string): readonly string[] {
  const outage = outageTable(fault.unavailability);
  const serviceEvents = serviceEventRows(fault);
  return [
    `### Fault: ${escapeMarkdown(title)}`,
    describe(fault),
    textTable(['without service', 'writes', 'reads'], outage.rows, 'figures'),
    escapeMarkdown(outage.meaning),
    ...fault.milestones.map((milestones) =>
      details(`Failover of shard ${milestones.shard}, step by step`, [
        textTable(
          ['side', 'step', 'after the fault', 'ElastiCache name, or details'],
          failoverSides(record, fault, milestones).sides.flatMap(({ title, lines }) =>
            lines.map(({ label, text, note }) => [title.toLowerCase(), label, text, note ?? '']),
          ),
        ),
      ]),
    ),
    ...(serviceEvents.length === 0 ? [] : [serviceEventsTitle, textTable(['after', 'event'], serviceEvents)]),
    details('What was in flight at the fault', [textTable(['', 'at the fault'], inFlightRows(fault.inFlight))]),
  ];
}

function describe(fault: FaultRecord): string {
  const warmth = rewarmSentence(fault);
  const proof = fault.proof === null ? '**No effect could be proved.**' : `Proof: ${escapeMarkdown(fault.proof)}.`;
  return `${faultCourse(fault, codeMarkdown)} ${proof}${warmth === null ? '' : ` ${warmth}`}`;
}
