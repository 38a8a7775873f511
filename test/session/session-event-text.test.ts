import { expect, test } from 'vitest';
import type { RunEventBody } from '../../src/record/sections/events.js';
import { sessionEventText } from '../../src/session/session-event-text.js';

const events: readonly (readonly [event: RunEventBody, text: string | undefined])[] = [
  [{ type: 'fault-injected', fault: 'kill-process', targets: ['n1', 'n2'] }, 'kill-process strikes n1, n2'],
  [{ type: 'fault-healed', fault: 'pause-process', targets: ['n1'] }, 'pause-process is healed on n1'],
  [{ type: 'role-changed', node: 'n2', from: 'replica', to: 'primary' }, 'n2 is now primary (was replica)'],
  [{ type: 'role-changed', node: 'n1', from: 'primary', to: 'replica' }, 'n1 is now replica (was primary)'],
  [{ type: 'node-started', node: 'n4', role: 'replica', zone: 'az-1' }, 'n4 started in az-1 as replica'],
  [serverEvent('+sdown', 'master cache 127.0.1.1 7001'), 's1: the primary at 127.0.1.1:7001 is down (detected)'],
  [
    serverEvent('-sdown', 'slave 127.0.1.2:7002 127.0.1.2 7002 @ cache 127.0.1.1 7001'),
    's1: the replica at 127.0.1.2:7002 is no longer down',
  ],
  [
    serverEvent('+switch-master', 'cache 127.0.1.1 7001 127.0.1.2 7002'),
    's1: clients are redirected to 127.0.1.2:7002',
  ],
  [serverEvent('+vote-for-leader', 'abc 1'), undefined],
  [serverEvent('slots-moved', ''), 's1: slots-moved'],
  [
    { type: 'milestone', fault: 'host-loss', shard: 0, milestone: 'redundancyRestored' },
    'host-loss: redundancy is restored',
  ],
  [
    { type: 'milestone', fault: 'host-loss', shard: 0, milestone: 'replacementJoined' },
    'host-loss: the returning nodes have joined',
  ],
  [{ type: 'warning', code: 'x', message: 'y' }, undefined],
];

test.each(events)('%o is printed as %s', (event, text) => {
  expect(sessionEventText(event)).toBe(text);
});

function serverEvent(name: string, detail: string): RunEventBody {
  return { type: 'server-event', node: 's1', name, detail };
}
