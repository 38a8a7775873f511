import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { foreign, missing, notObserved } from '../../../../src/audit/observation.js';
import { HttpRequests } from '../../../../src/load/driver/http/http-requests.js';
import { planHttp } from '../../../../src/load/workload/plan-operations.js';
import { formatStamp, keyName } from '../../../../src/model/write-stamp.js';
import { DriverUnderTest, runTag } from '../open-driver.js';

const request = { headers: {}, body: null, expect: [], weight: 1 };
const operations = [
  planHttp({ name: 'get', weight: 1, audit: 'read', http: { ...request, method: 'GET', path: '/items/{key}' } }),
  planHttp({
    name: 'set',
    weight: 1,
    audit: 'write',
    http: {
      ...request,
      method: 'PUT',
      path: '/items/{key}',
      body: '{"value":"{value}"}',
      headers: { 'x-key': '{key}' },
    },
  }),
];
const name = keyName(runTag, 7);

interface Arrived {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

type Answer = (response: ServerResponse) => void;

/** An HTTP server that answers as told, and remembers what arrived. */
class FakeService implements AsyncDisposable {
  readonly arrived: Arrived[] = [];
  answer: Answer = (response) => response.end();
  #server: Server;

  static async listen(): Promise<FakeService> {
    const service = new FakeService();
    service.#server.listen(0, '127.0.0.1');
    await once(service.#server, 'listening');
    return service;
  }

  private constructor() {
    this.#server = createServer(async (incoming, response) => {
      const { method = '', url = '', headers } = incoming;
      this.arrived.push({ method, url, headers, body: await text(incoming) });
      this.answer(response);
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async open(): Promise<DriverUnderTest> {
    return DriverUnderTest.open('http', this, { operations, applicationUrl: `http://127.0.0.1:${this.port}` });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

it('fills in keys and values, and finds the value wherever the answer has it', async () => {
  await using service = await FakeService.listen();
  await using driver = await service.open();
  expect(await driver.run('set', { sequence: 3 })).toEqual({ outcome: 'ok', errorClass: '', observed: notObserved });
  const value = formatStamp({ runTag, keyIndex: 7, sequence: 3 });
  expect(service.arrived).toMatchObject([
    { method: 'PUT', url: `/items/${encodeURIComponent(name)}`, body: `{"value":"${value}"}` },
  ]);
  expect(service.arrived[0]?.headers).toMatchObject({ 'content-type': 'application/json', 'x-key': name });
  service.answer = (response) => response.end(JSON.stringify({ key: name, data: { value } }));
  expect(await driver.run('get')).toEqual({ outcome: 'ok', errorClass: '', observed: 3 });
});

it.each([
  ['{value}', 'text/plain'],
  ['{"value":"{value}"}', 'application/json'],
  ['["{value}"]', 'application/json'],
  ['value={value}', 'text/plain'],
])('sends the body %s as %s', (body, type) => {
  const requests = new HttpRequests({
    runTag,
    seed: 1,
    valueSizes: { kind: 'fixed', bytes: 24 },
    data: 'compressible',
  });
  const plan = planHttp({
    name: 'set',
    weight: 1,
    audit: 'write',
    http: { ...request, method: 'PUT', path: '/', body },
  });
  expect(requests.of(plan, 7, 1).headers).toEqual({ 'content-type': type });
});

it.each<{ readonly what: string; readonly answer: Answer; readonly observed: number }>([
  { what: '404', answer: (response) => response.writeHead(404).end(), observed: missing },
  { what: 'an answer without a value', answer: (response) => response.end(`{"key":"${name}"}`), observed: missing },
  {
    what: 'the value of another key',
    answer: (response) => response.end(formatStamp({ runTag, keyIndex: 8, sequence: 1 })),
    observed: foreign,
  },
])('a read that gets $what is ok', async ({ answer, observed }) => {
  await using service = await FakeService.listen();
  await using driver = await service.open();
  service.answer = answer;
  expect(await driver.run('get')).toEqual({ outcome: 'ok', errorClass: '', observed });
});

it.each([
  { status: 503, outcome: 'fail', errorClass: 'unavailable' },
  { status: 429, outcome: 'fail', errorClass: 'tooManyRequests' },
  { status: 404, outcome: 'fail', errorClass: 'http404' },
  { status: 500, outcome: 'indeterminate', errorClass: 'http500' },
  { status: 504, outcome: 'indeterminate', errorClass: 'http504' },
])('a write that is answered with $status is $outcome', async ({ status, outcome, errorClass }) => {
  await using service = await FakeService.listen();
  await using driver = await service.open();
  service.answer = (response) => response.writeHead(status).end('why');
  expect(await driver.run('set')).toEqual({ outcome, errorClass, observed: notObserved });
});

it('a request that no server accepted is certainly without effect, and the next one connects again', async () => {
  const service = await FakeService.listen();
  await using driver = await service.open();
  const { port } = service;
  await service[Symbol.asyncDispose]();
  expect(await driver.run('set')).toEqual({ outcome: 'fail', errorClass: 'connectionRefused', observed: notObserved });
  const again = createServer((_, response) => response.end());
  again.listen(port, '127.0.0.1');
  await once(again, 'listening');
  expect(await driver.run('set')).toMatchObject({ outcome: 'ok' });
  again.closeAllConnections();
  again.close();
});

it('a torn connection proves nothing, and the request is not sent again', async () => {
  await using service = await FakeService.listen();
  await using driver = await service.open();
  service.answer = (response) => response.socket?.destroy();
  for (const kind of ['set', 'get'] as const)
    expect(await driver.run(kind)).toEqual({
      outcome: 'indeterminate',
      errorClass: 'connectionLost',
      observed: notObserved,
    });
  expect(service.arrived.map(({ method }) => method)).toEqual(['PUT', 'GET']);
});

it('a passed deadline frees the connection for the next request', async () => {
  await using service = await FakeService.listen();
  await using driver = await service.open();
  service.answer = () => {};
  driver.send('set');
  await expect.poll(() => service.arrived.length).toBe(1);
  driver.deadlinePassed();
  await driver.settled();
  service.answer = (response) => response.end();
  expect(await driver.run('set', { sequence: 2 })).toMatchObject({ outcome: 'ok' });
});
