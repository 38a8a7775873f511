import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { createServer as createTlsServer } from 'node:tls';
import { expect, it } from 'vitest';
import { foreign, missing, notObserved } from '../../../../src/audit/observation.js';
import { HttpRequests } from '../../../../src/load/driver/http/http-requests.js';
import { planHttp } from '../../../../src/load/workload/plan-operations.js';
import { formatStamp, keyName } from '../../../../src/model/write-stamp.js';
import { createAuthority } from '../../../../src/topology/security/certificate-authority.js';
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
  const requests = new HttpRequests(new URL('http://service.example:8080'), {
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
  expect(requests.of(plan, 7, 1).text).toContain(`\r\ncontent-type: ${type}\r\n`);
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

/** A server that answers each piece it receives with whatever it is told to do, and counts connections and requests. */
class RawService implements AsyncDisposable {
  connections = 0;
  requests = 0;
  answer: (socket: Socket) => void = answerNothing;
  #sockets = new Set<Socket>();
  #server = createTcpServer((socket) => {
    this.connections += 1;
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', () => {
      this.requests += 1;
      this.answer(socket);
    });
  });

  static async listen(): Promise<RawService> {
    const service = new RawService();
    service.#server.listen(0, '127.0.0.1');
    await once(service.#server, 'listening');
    return service;
  }

  async open(): Promise<DriverUnderTest> {
    const { port } = this.#server.address() as AddressInfo;
    return DriverUnderTest.open('http', { port }, { operations, applicationUrl: `http://localhost:${port}` });
  }

  /** Sends bytes that nobody asked for, over every connection. */
  say(text: string): void {
    for (const socket of this.#sockets) socket.write(text);
  }

  closeConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.closeConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

const noContent = 'HTTP/1.1 204 No Content\r\n\r\n';
function answerNothing(socket: Socket): void {
  socket.write(noContent);
}

it('uses a connection again and again', async () => {
  await using service = await RawService.listen();
  await using driver = await service.open();
  for (const _ of Array(10)) expect(await driver.run('set')).toMatchObject({ outcome: 'ok' });
  expect(service).toMatchObject({ connections: 1, requests: 10 });
});

it.each<{ readonly what: string; readonly answer: (socket: Socket) => void }>([
  { what: 'says so', answer: (socket) => socket.write('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n') },
  {
    what: 'keeps it for a second only',
    answer: (socket) => socket.write('HTTP/1.1 204 Ok\r\nKeep-Alive: timeout=1\r\n\r\n'),
  },
  { what: 'closes it after the answer', answer: (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nwithout a length') },
  { what: 'sends more than one answer', answer: (socket) => socket.write(noContent + noContent) },
])('connects again for the next request to a server that $what', async ({ answer }) => {
  await using service = await RawService.listen();
  await using driver = await service.open();
  service.answer = answer;
  for (const _ of Array(3)) expect(await driver.run('set')).toMatchObject({ outcome: 'ok' });
  expect(service).toMatchObject({ connections: 3, requests: 3 });
});

it.each<{ readonly what: string; readonly errorClass: string; readonly answer: (socket: Socket) => void }>([
  { what: 'garbage', errorClass: 'protocol', answer: (socket) => socket.write('-ERR what\r\n') },
  {
    what: 'endless headers',
    errorClass: 'protocol',
    answer: (socket) => socket.write(`HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(20_000)}`),
  },
  {
    what: 'half an answer',
    errorClass: 'connectionLost',
    answer: (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nvalue'),
  },
  {
    what: 'chunks without an end',
    errorClass: 'connectionLost',
    answer: (socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n'),
  },
  { what: 'the end of the connection', errorClass: 'connectionLost', answer: (socket) => socket.end() },
])('$what as an answer proves nothing, and the next request gets a new connection', async ({ errorClass, answer }) => {
  await using service = await RawService.listen();
  await using driver = await service.open();
  service.answer = answer;
  expect(await driver.run('set')).toEqual({ outcome: 'indeterminate', errorClass, observed: notObserved });
  service.answer = answerNothing;
  expect(await driver.run('set', { sequence: 2 })).toMatchObject({ outcome: 'ok' });
  expect(service).toMatchObject({ connections: 2, requests: 2 });
  expect(driver.timesSettled).toEqual([1, 1]);
});

it.each<{ readonly what: string; readonly disturb: (service: RawService) => void }>([
  { what: 'closed', disturb: (service) => service.closeConnections() },
  { what: 'disturbed by bytes that nobody asked for', disturb: (service) => service.say(noContent) },
])('an idle connection that is $what fails no request', async ({ disturb }) => {
  await using service = await RawService.listen();
  await using driver = await service.open();
  await driver.run('set');
  disturb(service);
  // The loopback device delivers in order: once another connection has been through, so has the disturbance.
  await using other = await service.open();
  await other.run('set');
  expect(await driver.run('set', { sequence: 2 })).toMatchObject({ outcome: 'ok' });
  expect(service.connections).toBe(3);
});

it('an answer that comes after the deadline is not taken for the next one', async () => {
  await using service = await RawService.listen();
  await using driver = await service.open();
  let late: Socket | undefined;
  service.answer = (socket) => {
    late = socket;
  };
  driver.send('get');
  await expect.poll(() => service.requests).toBe(1);
  driver.deadlinePassed();
  expect(await driver.settled()).toMatchObject({ outcome: 'indeterminate', errorClass: 'timeout' });
  service.answer = (socket) => {
    late?.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate');
    socket.write('HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\n\r\n');
  };
  expect(await driver.run('get')).toMatchObject({ outcome: 'fail', errorClass: 'unavailable' });
});

it('sends what a template holds beyond ASCII as UTF-8, with its length in bytes', async () => {
  await using service = await FakeService.listen();
  const http = {
    ...request,
    method: 'PUT' as const,
    path: '/café/{key}',
    body: '{"name":"café {key}","value":"{value}"}',
  };
  const [get] = operations;
  await using driver = await DriverUnderTest.open('http', service, {
    operations: [get!, planHttp({ name: 'set', weight: 1, audit: 'write', http })],
    applicationUrl: `http://127.0.0.1:${service.port}`,
  });
  expect(await driver.run('set')).toMatchObject({ outcome: 'ok' });
  expect(service.arrived[0]).toMatchObject({
    url: `/caf%C3%A9/${encodeURIComponent(name)}`,
    headers: { host: `127.0.0.1:${service.port}` },
    body: expect.stringContaining(`{"name":"café ${name}"`),
  });
});

it('tells a TLS server which name it asks for, and sends nothing to one that it does not trust', async () => {
  const names: string[] = [];
  const { certificate: cert, key } = createAuthority().issue('stranger', '127.0.0.1');
  let bytes = 0;
  const server = createTlsServer({
    cert,
    key,
    SNICallback: (servername, use) => {
      names.push(servername);
      use(null);
    },
  });
  server.on('secureConnection', (socket) => socket.on('data', (data) => (bytes += data.length)).on('error', () => {}));
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await using driver = await DriverUnderTest.open(
    'http',
    { port },
    { operations, applicationUrl: `https://localhost:${port}` },
  );
  expect(await driver.run('set')).toMatchObject({ outcome: 'fail' });
  server.close();
  expect({ names, bytes }).toEqual({ names: ['localhost'], bytes: 0 });
});
