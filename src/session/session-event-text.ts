import { consequenceTexts, eventText } from '../progress/event-text.js';
import type { RunEventBody } from '../record/sections/events.js';

/** An event of a kept cluster on one line; undefined if it is not worth showing. */
export function sessionEventText(body: RunEventBody): string | undefined {
  switch (body.type) {
    case 'milestone':
      return milestoneText(body);
    case 'server-event':
      return serverEventText(body);
    default:
      return eventText(body);
  }
}

function milestoneText({ fault, milestone }: Extract<RunEventBody, { type: 'milestone' }>): string | undefined {
  const text = consequences[milestone];
  return text === undefined ? undefined : `${fault}: ${text}`;
}

/** By their names in a record. */
const consequences: Readonly<Record<string, string>> = {
  replacementJoined: consequenceTexts.joined,
  redundancyRestored: consequenceTexts.redundant,
};

/** For sentinels, only the steps of a failover; other servers' messages are passed through. */
function serverEventText({ node, name, detail }: Extract<RunEventBody, { type: 'server-event' }>): string | undefined {
  if (!/^[+-]/.test(name)) return `${node}: ${name} ${detail}`.trimEnd();
  const words = sentinelWords[name];
  // Source: Redis Sentinel, "Pub/Sub messages": <instance-type> <name> <ip> <port>, except for +switch-master.
  const [kind = '', , host = '', port = '', newPort = ''] = detail.split(' ');
  if (words === undefined) return undefined;
  if (name === '+switch-master') return `${node}: ${words} ${port}:${newPort}`;
  return `${node}: the ${kind === 'master' ? 'primary' : kind.replace('slave', 'replica')} at ${host}:${port} ${words}`;
}

const sentinelWords: Readonly<Record<string, string>> = {
  '+sdown': 'is down (detected)',
  '-sdown': 'is no longer down',
  '+odown': 'is down for a quorum (agreed)',
  '-odown': 'is no longer down for a quorum',
  '+switch-master': 'clients are redirected to',
};
