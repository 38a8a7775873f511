import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { Application, type ApplicationEvent } from '../../src/application/application.js';
import { applicationOptions, applicationPlan, auditOf } from '../../src/application/application-options.js';
import { createRunFolder } from '../../src/engine/run-folder.js';
import { startWatchdog } from '../../src/engine/watchdog.js';
import { holds, isRunning } from '../engine/fixtures/processes.js';

const requests = [{ name: 'get', path: '/' }];

/** A program that prints what it is told and listens, until the test is over. */
async function start(script: string, options: object = {}) {
  const watchdog = await startWatchdog();
  const folder = await createRunFolder(watchdog);
  const events: ApplicationEvent[] = [];
  const { program } = applicationPlan(
    applicationOptions.parse({ command: [process.execPath, '-e', script], requests, ...options }),
  );
  const disposeAll = async () => {
    await folder[Symbol.asyncDispose]();
    await watchdog[Symbol.asyncDispose]();
  };
  const application = await Application.start(program!, {
    folder,
    watchdog,
    environment: { REDIS_URL: 'redis://127.0.0.1:1' },
    workingFolder: process.cwd(),
    onEvent: (event) => events.push(event),
    signal: new AbortController().signal,
  }).catch(async (error: unknown) => {
    await disposeAll();
    throw error;
  });
  return {
    application,
    events,
    folder: folder.path,
    async [Symbol.asyncDispose]() {
      await application[Symbol.asyncDispose]();
      await disposeAll();
    },
  };
}

const serving =
  "require('http').createServer((q, s) => q.url === '/die' ? process.exit(3) : s.end(process.env.REDIS_URL + process.env.MORE)).listen(process.env.PORT, '127.0.0.1');";

it('starts a program with the cluster in its environment, and is ready when it answers', async () => {
  await using started = await start(serving, { env: { MORE: ' on {port}' } });
  const { application } = started;
  const answer = await (await fetch(`${application.url}/`)).text();
  expect(answer).toBe(`redis://127.0.0.1:1 on ${new URL(application.url).port}`);
  expect(application.readyMs).toBeGreaterThan(0);
  expect(started.events).toEqual([{ type: 'application-started' }]);
});

it('is ready when the output contains a text, and keeps the lines with their times', async () => {
  await using started = await start("console.log('one'); console.error('two: ready'); setInterval(() => {}, 1e6)", {
    ready: { line: 'ready' },
  });
  const { lines } = started.application;
  expect(lines.map(({ text }) => text)).toEqual(['one', 'two: ready']);
  expect(lines[1]!.atMs).toBeGreaterThanOrEqual(lines[0]!.atMs);
});

it('a program that exits before it is ready is one error that quotes it', async () => {
  await expect(start("console.log('no port'); process.exit(7)")).rejects.toThrow(
    /^The application did not start: it exited with code 7. Its last lines:\n {2}no port/,
  );
});

it('a port that is taken is one error that names its setting', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  await expect(start(serving, { port })).rejects.toThrow(
    `Port ${port} on 127.0.0.1 is taken by another program. Try: another application.port`,
  );
  other.close();
});

it('a program that is never ready is one error that says what was missing', async () => {
  await expect(
    start('setInterval(() => {}, 1e6)', { ready: { path: '/health', line: 'up', within: '200ms' } }),
  ).rejects.toThrow(/it had not printed "up" and answered GET \/health with 2xx within 0.2 s. It printed nothing/);
});

it.each([
  [
    "require('http').createServer((q, s) => s.writeHead(500).end()).listen(process.env.PORT, '127.0.0.1')",
    /; its last answer was 500\./,
  ],
  [
    "require('http').createServer((q, s) => s.writeHead(302).end()).listen(process.env.PORT, '127.0.0.1')",
    /; its last answer was 302\./,
  ],
  [
    "require('net').createServer((s) => s.end('hello')).listen(process.env.PORT, '127.0.0.1')",
    /; its last answer was not HTTP\./,
  ],
  [
    "require('net').createServer().listen(process.env.PORT, '::1')",
    /; nothing listened on 127\.0\.0\.1:\d+, which PORT and \{port\} stand for\./,
  ],
])(
  'a program that does not answer with 2xx is one error that says what it did instead: %s',
  async (script, message) => {
    await expect(start(script, { ready: { path: '/', within: '1s' } })).rejects.toThrow(message);
  },
);

it('an exit is an event, and the program is started again at the same address', async () => {
  await using started = await start(serving);
  const { application, events } = started;
  await fetch(`${application.url}/die`).catch(() => {});
  expect(await holds(async () => (await fetch(application.url).catch(() => null)) !== null)).toBe(true);
  expect(application.exits).toMatchObject([{ code: 3, signal: null }]);
  expect(application.restarts).toBe(1);
  expect(events).toEqual([
    { type: 'application-started' },
    { type: 'application-exited', code: 3, signal: null },
    { type: 'application-started' },
  ]);
});

it('ten deaths by SIGKILL leave nothing, neither does the end', async () => {
  const pids: number[] = [];
  {
    await using started = await start(
      `const { pid } = require('child_process').spawn('sleep', ['600']); require('http').createServer((q, s) => s.end(process.pid + ' ' + pid)).listen(process.env.PORT, '127.0.0.1');`,
    );
    const { application } = started;
    const alive = async () => {
      let answer = '';
      await holds(async () => {
        answer = await fetch(application.url).then(
          (response) => response.text(),
          () => '',
        );
        return answer !== '';
      });
      const [pid = 0, child = 0] = answer.split(' ').map(Number);
      pids.push(pid, child);
      return pid;
    };
    for (let death = 0; death < 10; death += 1) {
      process.kill(await alive(), 'SIGKILL');
      expect(await holds(() => application.restarts === death + 1)).toBe(true);
    }
    await alive();
    expect((await readdir(started.folder)).sort()).toEqual(['application', 'owner']);
  }
  expect(pids).toHaveLength(22);
  for (const pid of pids) expect(await holds(async () => !(await isRunning(pid)))).toBe(true);
});

it('watches CPU and memory, and the event loop of Node.js programs', async () => {
  await using started = await start(
    `const busy = () => { const end = Date.now() + 200; while (Date.now() < end); setTimeout(busy, 200); }; busy(); ${serving}`,
  );
  const { use } = started.application;
  use.startMeasuring();
  expect(await holds(async () => (await use.eventLoopDelayP99Us(0)) !== null)).toBe(true);
  await use.finishMeasuring();
  expect(await use.eventLoopDelayP99Us(0)).toBeGreaterThan(50_000);
  expect(use.cpuPercent).toBeGreaterThan(10);
  expect(use.memoryBytes).toBeGreaterThan(10_000_000);
});

it.each([
  [{ method: 'PUT', body: '{value}' }, 'write'],
  [{ method: 'GET' }, 'read'],
  [{ method: 'POST', body: '{value}' }, 'none'],
  [{ method: 'POST', body: '{value}', audit: 'write' }, 'write'],
  [{ method: 'GET', audit: 'none' }, 'none'],
] as const)('the request %j is audited as %s', (given, audit) => {
  const { requests: parsed } = applicationOptions.parse({
    command: 'x',
    requests: [{ name: 'one', path: '/items/{key}', ...given }],
  });
  expect(auditOf(parsed[0]!)).toBe(audit);
});
