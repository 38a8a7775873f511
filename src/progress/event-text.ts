import type { Trigger } from '../model/scenario.js';
import type { RunEventBody } from '../record/sections/events.js';

/** What happened, on one line; undefined if it is not worth a line. Warnings are shown elsewhere. */
export function eventText(body: RunEventBody): string | undefined {
  switch (body.type) {
    case 'fault-injected':
      return `${body.fault} strikes ${body.targets.join(', ')}`;
    case 'fault-skipped':
      return `${body.fault} is skipped: ${body.reason}`;
    case 'fault-healed':
      return `${body.fault} is healed on ${body.targets.join(', ')}`;
    case 'role-changed':
      return `${body.node} is now ${body.to} (was ${body.from})`;
    case 'node-started':
      return `${body.node} started in ${body.zone} as ${body.role}`;
    case 'application-started':
      return 'the application was started';
    case 'application-exited':
      return `the application exited with ${body.signal ?? `code ${body.code}`}`;
    case 'aborted':
      return `${body.explanation} The run ends.`;
    case 'interrupted':
      return 'interrupted: saving the measurements';
    default:
      return undefined;
  }
}

/** The consequences of a fault. Null: an event of its own reports it. */
export const consequenceTexts = {
  detected: 'a server suspects the target',
  agreed: 'enough servers agree that it is dead',
  promoted: null,
  healed: null,
  joined: 'the returning nodes have joined',
  redundant: 'redundancy is restored',
} as const satisfies Readonly<Record<Trigger, string | null>>;
