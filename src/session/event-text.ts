import type { RunEventBody } from '../record/sections/events.js';

/** An event of a kept cluster on one line; undefined if it is not worth showing. Warnings are shown elsewhere. */
export function eventText(body: RunEventBody): string | undefined {
  switch (body.type) {
    case 'fault-injected':
      return `${body.fault} strikes ${body.targets.join(', ')}`;
    case 'fault-healed':
      return `${body.fault} is healed on ${body.targets.join(', ')}`;
    case 'role-changed':
      return `${body.node}: ${body.from} is now ${body.to}${body.to === 'primary' ? ' (promoted)' : ''}`;
    case 'node-started':
      return `${body.node} started in ${body.zone} as ${body.role}`;
    case 'milestone':
      return milestoneText(body);
    case 'server-event':
      return serverEventText(body);
    default:
      return undefined;
  }
}

function milestoneText({ fault, milestone }: Extract<RunEventBody, { type: 'milestone' }>): string | undefined {
  if (milestone === 'replacementJoined') return `${fault}: the nodes that were brought back have joined`;
  return milestone === 'redundancyRestored' ? `${fault}: redundancy is restored` : undefined;
}

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
