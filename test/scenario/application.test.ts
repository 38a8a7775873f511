import { describe, expect, it } from 'vitest';
import { operationsOf } from '../../src/load/workload/plan-operations.js';
import { formatScenario } from '../../src/scenario/format-scenario.js';
import { load, problemsOf } from './temporary-scenario.js';

const set = '{ name: set, method: PUT, path: "/items/{key}", body: "{value}", weight: 20 }';
const get = '{ name: get, path: "/items/{key}", weight: 80 }';
const withApplication = (own = '', workload = '', requests = `${set}, ${get}`) =>
  `name: mine\napplication: { command: node server.js${own}, requests: [${requests}] }\nworkload: { ${workload} }\n`;

describe('an application', () => {
  it('has its defaults in the document, which is the same when it is read again', async () => {
    const first = await load(withApplication());
    expect(first.document.application).toMatchObject({ env: {}, port: null, ready: '/', restart: true });
    expect(first.document.workload).toMatchObject({ driver: 'http', audit: 'final', mix: {} });
    expect((await load(formatScenario(first.document))).document).toEqual(first.document);
  });

  it('plans its requests in place of a mix', async () => {
    const { scenario } = await load(withApplication());
    expect(operationsOf(scenario.workload)).toMatchObject([
      { name: 'set', writes: true, audit: 'write', http: { method: 'PUT', path: '/items/{key}', body: '{value}' } },
      { name: 'get', writes: false, audit: 'read', http: { method: 'GET', body: null } },
    ]);
    expect(scenario.application?.program).toEqual({
      command: ['/bin/sh', '-c', 'node server.js'],
      env: {},
      port: null,
      ready: { path: '/', line: null, withinMs: 30_000 },
      restart: true,
    });
  });

  it.each([
    ['path: "/items/{kee}"', 'found "{kee}"; did you mean "{key}"?'],
    ['path: "/items/{id}"', 'expected no placeholders but {key} and {value}, found "{id}"'],
    ['path: /, body: \'{"v":"{valu}"}\'', 'found "{valu}"; did you mean "{value}"?'],
    ['path: /, headers: { x-key: "{Key}" }', 'found "{Key}"; did you mean "{key}"?'],
  ])('refuses a misspelt placeholder in a request with %s', async (text, message) => {
    expect((await problemsOf(withApplication('', '', `{ name: x, ${text} }`))).join()).toContain(message);
  });

  it('refuses a misspelt placeholder in the command and its variables', async () => {
    const message = 'expected no placeholders but {port} and {package}, found "{prt}"; did you mean "{port}"?';
    expect((await problemsOf(withApplication().replace('node server.js', '"node server.js {prt}"'))).join()).toContain(
      message,
    );
    expect((await problemsOf(withApplication(', env: { LISTEN: ":{prt}" }'))).join()).toContain(message);
  });

  it('may use braces of its own', async () => {
    const query = `{ name: x, method: POST, path: /, body: '{"query":"{me}"}' }`;
    const program = withApplication('', '', query).replace('node server.js', "'awk {print} {} $".concat("{PRT}'"));
    expect(await problemsOf(program)).toEqual([]);
  });

  it('may be one that is already running', async () => {
    const running = `name: mine\napplication: { requests: [${set}, ${get}] }\n`;
    const { scenario, document } = await load(running, { target: 'http://127.0.0.1:3000' });
    expect(document).toMatchObject({ topology: { kind: 'external', target: 'http://127.0.0.1:3000' } });
    expect(scenario.application).toEqual({ program: null });
  });

  it('is absent from other scenarios', async () => {
    const { document, scenario } = await load('name: mine\n');
    expect(document).not.toHaveProperty('application');
    expect(scenario).toMatchObject({ application: null, workload: { application: null, driver: 'ioredis' } });
  });

  it('may have an origin, which only it talks to', async () => {
    const { scenario } = await load(`${withApplication()}origin: { kind: postgres }\n`);
    expect(scenario.origin).toMatchObject({ kind: 'postgres' });
  });

  it('has gates of its own', async () => {
    const gates = 'gates: [unavailability.application < 1s, application_exits == 0, response_time.set.p99 < 1s]\n';
    const faults = 'faults: [{ at: 5s, kill-process: {} }]\n';
    expect((await load(withApplication() + faults + gates)).scenario.gates).toHaveLength(3);
    expect((await problemsOf(`name: mine\n${faults}gates: [application_exits == 0]\n`)).join()).toMatch(
      /which needs an application/,
    );
  });

  it.each([
    [
      'name: mine\nworkload: { driver: http }\n',
      /expected ioredis, iovalkey, node-redis, valkey-glide or wire \(http needs an application\), found http/,
    ],
    [
      withApplication('', 'driver: ioredis'),
      /expected http, because application\.requests are HTTP requests, found ioredis/,
    ],
    [
      withApplication('', '', `{ name: set, path: "/", headers: { Content-Length: "5" } }`),
      /headers\.Content-Length: expected a header that cache-bench does not set itself/,
    ],
    [
      withApplication('', '', `{ name: set, path: "/", headers: { "X Y": "5" } }`),
      /headers\.X Y: expected the name of a header/,
    ],
    [
      withApplication('', '', `{ name: set, path: "/", headers: { X: "5\\r\\nY: 6" } }`),
      /headers\.X: expected one line of text/,
    ],
    [withApplication('', 'pipeline: 2'), /workload\.pipeline: expected 1, because HTTP clients wait/],
    [withApplication('', 'audit: chain'), /workload\.audit: expected final or off/],
    [
      withApplication('', 'mix: { set: 1 }'),
      /workload\.mix: expected none \(application\.requests\) with an application, found set/,
    ],
    [withApplication('', 'ttl: 60s'), /workload\.ttl: expected null, because it decides/],
    [withApplication('', 'durability: "wait:1"'), /workload\.durability: expected async, because it decides/],
    [withApplication('', '', set), /application\.requests: expected a request that reads what is written/],
    [
      withApplication('', '', `${get}, ${get}`),
      /requests\.1\.name: expected a name that no other request has, found get/,
    ],
    [withApplication(', ready: health'), /application\.ready: expected a path, such as \/health/],
    [withApplication(', env: { "A B": x }'), /expected the name of a variable/],
    [
      withApplication('', '', '{ name: x, path: "/a", audit: write }'),
      /expected a request with \{key\} and \{value\} to be a write/,
    ],
    [withApplication('', '', '{ name: x, path: a }'), /requests\.0\.path: expected a path/],
  ])('refuses %j', async (text, message) => {
    expect((await problemsOf(text)).join('\n')).toMatch(message);
  });
});
